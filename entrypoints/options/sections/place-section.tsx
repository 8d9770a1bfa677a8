import { useEffect } from 'preact/hooks';
import { HostInstallModel } from '../../sidepanel/models/host-install-model.ts';
import { MoveModel } from '../../sidepanel/models/move-model.ts';
import { PlaceModel } from '../../sidepanel/models/place-model.ts';
import { dayWords } from '../keeping-words.ts';
import { KeptCopyModel } from '../models/kept-copy-model.ts';
import { PersistenceModel } from '../models/persistence-model.ts';
import { EmbeddedFacts } from '../views/embedded-facts.tsx';
import { HostRows } from '../views/host-rows.tsx';
import { KeptCopy } from '../views/kept-copy.tsx';
import { LinkRow } from '../views/link-row.tsx';
import { ReadingView } from '../views/reading-view.tsx';
import { Group, type SectionProps } from '../views/section.tsx';
import { StoreFactsView } from '../views/store-facts-view.tsx';
import { UseEmbedded } from '../views/use-embedded.tsx';
import '../keeping.css';
import '../place.css';
import '../transfer.css';

/** In the host, or in the browser: how much it is, how safe it is there, and the way from one to the other. */
export function PlaceSection({ options }: SectionProps) {
  const { connection, clock, modelOf } = options;
  const place = modelOf(PlaceModel);
  // How much there is changes with everything that is written.
  useEffect(() => void place.read(), [place]);
  const now = place.place.value;
  if (!now) {
    return (
      <ReadingView remote={place.reading.value} again={place.again}>
        {() => null}
      </ReadingView>
    );
  }
  const { engine, embedded } = now;
  const isEmbedded = engine === 'embedded';
  return (
    <>
      <p class="section-intro">
        {isEmbedded
          ? 'Your history is in a store in this browser profile. It is deleted with the profile, or when Holdfast is removed; you can export it at any time.'
          : 'Your history is in one SQLite file of your own, outside the browser, managed by the host.'}
      </p>
      <Group title={isEmbedded ? 'The store in this browser' : 'The host’s store'}>
        {isEmbedded && embedded ? (
          <EmbeddedFacts store={embedded} place={place} persistence={modelOf(PersistenceModel)} />
        ) : (
          <StoreFactsView options={options} />
        )}
        {isEmbedded && (
          <LinkRow
            title="A file of your own"
            hint="Contains everything and can be imported here or elsewhere. Without the host, it is your only backup."
            href="#data"
            label="Export"
          />
        )}
        {!isEmbedded && connection.connection.value.state === 'disconnected' && <UseEmbedded place={place} />}
      </Group>
      <HostRows place={place} install={modelOf(HostInstallModel)} move={modelOf(MoveModel)} />
      {now.keptRemovedAt !== undefined && (
        <p class="hint">
          {`The copy left in this browser after moving was removed on ${dayWords(now.keptRemovedAt)}, when its time was up.`}
        </p>
      )}
      {embedded?.isKept && <KeptCopy store={embedded} copy={modelOf(KeptCopyModel)} clock={clock} />}
    </>
  );
}
