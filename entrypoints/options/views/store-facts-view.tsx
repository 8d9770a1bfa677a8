import type { ComponentChildren } from 'preact';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { errorWords } from '../../sidepanel/error-words.ts';
import { Age } from '../../sidepanel/views/age.tsx';
import { ConnectionBanner } from '../../sidepanel/views/connection-banner.tsx';
import { formatBytes, formatCount } from '../format-size.ts';
import type { OptionsModel } from '../models/options-model.ts';
import type { StoreFacts } from '../models/store-facts-model.ts';
import { Fact } from './section.tsx';

interface StoreFactsProps {
  readonly options: OptionsModel;
}

/** Where the store is and what it holds; or why that is not known. */
export function StoreFactsView({ options: { connection, storeFacts, clock } }: StoreFactsProps) {
  const facts = storeFacts.facts.value;
  if (connection.isAway.value) return <ConnectionBanner connection={connection.connection.value} />;
  switch (facts.state) {
    case 'loading':
      return (
        <p class="row late hint" role="status">
          The host is asked.
        </p>
      );
    case 'failed': {
      const { what, todo } = errorWords(facts.error.code);
      return (
        <div class="row">
          <p class="danger-text" role="alert">
            {what}. {todo}
          </p>
          <button type="button" class="button" onClick={storeFacts.again}>
            Try again
          </button>
        </div>
      );
    }
    case 'ready':
      return <Facts facts={facts.value} age={(timestamp) => <Age timestamp={timestamp} clock={clock} />} />;
  }
}

interface FactsProps {
  readonly facts: StoreFacts;
  readonly age: (timestamp: string) => ComponentChildren;
}

function Facts({ facts: { host, store }, age }: FactsProps) {
  const { path, bytes, sessions, messages, sqliteVersion, schemaVersion, lastVerifiedBackupAt, lastSweepAt } = store;
  const engine = host.engine === 'native' ? 'SQLite in the host' : 'SQLite in the browser';
  return (
    <dl class="facts">
      <Fact name="File" isLong>
        {path === null ? (
          'unknown'
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
      <Fact name="Last verified backup">{lastVerifiedBackupAt === null ? 'never' : age(lastVerifiedBackupAt)}</Fact>
      <Fact name="Last sweep">{lastSweepAt === null ? 'never' : age(lastSweepAt)}</Fact>
      <Fact name="Engine" isLong>{`${engine}${sqliteVersion === null ? '' : `, version ${sqliteVersion}`}`}</Fact>
      <Fact name="Schema">{schemaVersion === null ? 'unknown' : `version ${schemaVersion}`}</Fact>
      <Fact name="Host" isLong>{`version ${host.version}, process ${host.pid}`}</Fact>
    </dl>
  );
}

function count(value: number | null): string {
  return value === null ? 'unknown' : formatCount(value);
}
