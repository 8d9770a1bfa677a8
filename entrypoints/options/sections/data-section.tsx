import { useEffect } from 'preact/hooks';
import { Group, Row, type SectionProps } from '../views/section.tsx';
import { StorageUse } from '../views/storage-use.tsx';
import { StoreFactsView } from '../views/store-facts-view.tsx';
import { ExportRow, ImportRow } from '../views/transfer-rows.tsx';

export function DataSection({ options, openRecovery }: SectionProps) {
  const { storageUse, transfer } = options;
  useEffect(storageUse.measure, [storageUse]);
  return (
    <>
      <Group title="Conversations" intro="One SQLite file of your own, outside the browser, looked after by the host.">
        <StoreFactsView options={options} />
        <Row
          title="Recovery center"
          hint="What a crash left behind, replies that broke off, drafts that were not sent. Opens in the side panel."
        >
          <button type="button" class="button" onClick={openRecovery}>
            Open the recovery center
          </button>
        </Row>
      </Group>
      <Group title="Settings in a file" intro="To take them to another browser, or to keep them.">
        <ExportRow transfer={transfer} />
        <ImportRow transfer={transfer} />
      </Group>
      <Group
        title="Settings in this browser"
        intro="What the browser keeps for the pages of Holdfast. Conversations are not among it."
      >
        <StorageUse usage={storageUse.usage.value} />
      </Group>
    </>
  );
}
