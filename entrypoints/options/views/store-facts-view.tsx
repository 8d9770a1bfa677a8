import type { ComponentChildren } from 'preact';
import { formatBytes, formatCount } from '../../../lib/format-size.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { Age } from '../../sidepanel/views/age.tsx';
import { ConnectionBanner } from '../../sidepanel/views/connection-banner.tsx';
import type { OptionsModel } from '../models/options-model.ts';
import type { StoreFacts } from '../models/store-facts-model.ts';
import { ReadingView } from './reading-view.tsx';
import { Fact } from './section.tsx';

interface StoreFactsProps {
  readonly options: OptionsModel;
}

/** Where the store is and what it holds; or why that is not known. */
export function StoreFactsView({ options: { connection, storeFacts, clock } }: StoreFactsProps) {
  if (connection.isAway.value) return <ConnectionBanner connection={connection.connection.value} />;
  return (
    <ReadingView remote={storeFacts.facts.value} again={storeFacts.again}>
      {(facts) => <Facts facts={facts} age={(timestamp) => <Age timestamp={timestamp} clock={clock} />} />}
    </ReadingView>
  );
}

interface FactsProps {
  readonly facts: StoreFacts;
  readonly age: (timestamp: string) => ComponentChildren;
}

function Facts({ facts: { host, store }, age }: FactsProps) {
  const { path, bytes, sessions, messages, sqliteVersion, schemaVersion, lastVerifiedBackupAt, lastSweepAt } = store;
  const isNative = host.engine === 'native';
  const engine = isNative ? 'SQLite in the host' : 'SQLite in the browser';
  return (
    <dl class="facts">
      <Fact name="File" isLong>
        {path === null ? (
          isNative ? (
            'unknown'
          ) : (
            'in this browser profile'
          )
        ) : (
          <span class="path">
            <code>{path}</code>
            <CopyButton text={path} label="Copy path" iconOnly />
          </span>
        )}
      </Fact>
      <Fact name="Size">{bytes === null ? 'unknown' : formatBytes(bytes)}</Fact>
      <Fact name="Sessions">{count(sessions)}</Fact>
      <Fact name="Messages">{count(messages)}</Fact>
      {isNative && (
        <Fact name="Last verified backup">{lastVerifiedBackupAt === null ? 'never' : age(lastVerifiedBackupAt)}</Fact>
      )}
      <Fact name="Last sweep">{lastSweepAt === null ? 'never' : age(lastSweepAt)}</Fact>
      <Fact name="Engine" isLong>{`${engine}${sqliteVersion === null ? '' : `, version ${sqliteVersion}`}`}</Fact>
      <Fact name="Schema">{schemaVersion === null ? 'unknown' : `version ${schemaVersion}`}</Fact>
      {isNative && <Fact name="Host" isLong>{`version ${host.version}, process ${host.pid}`}</Fact>}
    </dl>
  );
}

function count(value: number | null): string {
  return value === null ? 'unknown' : formatCount(value);
}
