import { useEffect } from 'preact/hooks';
import { ExportModel } from '../models/export-model.ts';
import { ImportModel } from '../models/import-model.ts';
import { ExportRows } from '../views/export-rows.tsx';
import { FileChooser } from '../views/file-chooser.tsx';
import { ImportView } from '../views/import-view.tsx';
import { Group, Row, type SectionProps } from '../views/section.tsx';
import { SettingsExport } from '../views/settings-export.tsx';
import { StorageUse } from '../views/storage-use.tsx';
import { StoreFactsView } from '../views/store-facts-view.tsx';
import '../keeping.css';

export function DataSection({ options, openRecovery }: SectionProps) {
  const { storageUse, transfer, connection, modelOf } = options;
  const imports = modelOf(ImportModel);
  const isAway = connection.isAway.value;
  useEffect(storageUse.measure, [storageUse]);
  return (
    <>
      <Group
        title="Conversations"
        intro={
          <>
            {connection.isEmbedded.value
              ? 'A store in this browser profile.'
              : 'One SQLite file of your own, outside the browser, managed by the host.'}{' '}
            <a href="#place">Where your data is</a>
          </>
        }
      >
        <StoreFactsView options={options} />
        <Row
          title="Recovery center"
          hint="What a crash left behind, interrupted replies and unsent drafts. Opens in the side panel."
        >
          <button type="button" class="button" onClick={openRecovery}>
            Open the recovery center
          </button>
        </Row>
      </Group>
      <Group
        title="Export"
        intro={
          isAway
            ? 'There is no connection to the store, so conversations cannot be read.'
            : 'Save to files of your own.'
        }
      >
        <ExportRows exports={modelOf(ExportModel)} isAway={isAway} />
        <SettingsExport transfer={transfer} />
      </Group>
      <Group title="Import" intro="You see what is in a file before anything is written.">
        <div class="row">
          <div class="row-words">
            <p class="row-title">From a file</p>
            <p class="hint">
              Choose one, or drop it anywhere on this page: a bundle (.holdfast), sessions as JSON, an OpenCode export,
              a store file (.db) or settings.
            </p>
          </div>
          <FileChooser isDisabled={imports.isBusy.value} onFiles={(files) => void imports.take(files)} />
        </div>
        <ImportView
          imports={imports}
          transfer={transfer}
          toBackups={
            <a class="button quiet" href="#backups">
              Open Backups
            </a>
          }
        />
      </Group>
      <Group
        title="Settings in this browser"
        intro="What the browser stores for Holdfast’s pages. It contains no conversations."
      >
        <StorageUse usage={storageUse.usage.value} />
      </Group>
    </>
  );
}
