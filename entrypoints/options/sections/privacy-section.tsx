import { hostName } from '../../sidepanel/views/format.ts';
import { Group, type SectionProps } from '../views/section.tsx';

export function PrivacySection({ options: { provider, storeFacts, connection } }: SectionProps) {
  const chosen = provider.provider.value;
  const facts = storeFacts.facts.value;
  const isEmbedded = connection.isEmbedded.value;
  const path = facts.state === 'ready' ? facts.value.store.path : null;
  return (
    <div class="prose">
      <Group title="What leaves this machine">
        <ul>
          <li>
            {chosen ? (
              <>
                Requests to your model server, <code>{chosen.baseUrl}</code>, and to nobody else: your question, as much
                of the conversation before it as the model can read, and your key for that server.
              </>
            ) : (
              'Nothing: no model server is set up.'
            )}
          </li>
          {chosen && (
            <li>
              Holdfast also asks {hostName(chosen.baseUrl)} for its list of models and, at Venice, for your balance.
            </li>
          )}
          <li>No telemetry, no crash reports, no update checks. Images in replies are not loaded.</li>
          <li>What your model server does with what it receives is between you and its operator.</li>
        </ul>
      </Group>
      <Group title="Who sends it">
        <ul>
          {isEmbedded ? (
            <li>
              This extension, since there is no host, and only to a server that you allowed it to talk to. The browser
              enforces this.
            </li>
          ) : (
            <li>
              The host, a program on this machine. The extension’s pages cannot send anything anywhere; the browser
              enforces this.
            </li>
          )}
          <li>It follows no redirects, so a key goes only to the server it belongs to.</li>
        </ul>
      </Group>
      <Group title="Your keys">
        <ul>
          <li>
            {isEmbedded
              ? 'They are kept in this browser’s storage.'
              : 'They are kept in this browser’s storage, and in the memory of the host and of the programs that it starts to make replies.'}
          </li>
          <li>They are never in the database, in a log, or in a settings file unless you ask for that.</li>
          <li>Anyone who can read your browser profile can read them, as they can your cookies.</li>
        </ul>
      </Group>
      {isEmbedded ? <InBrowser /> : <ByHost path={path} />}
    </div>
  );
}

/** What is written where, without a host. */
function InBrowser() {
  return (
    <Group title="What the browser keeps">
      <ul>
        <li>
          Your conversations and settings, without keys, in a store in this browser profile, in two copies. It is not
          encrypted; use disk encryption.
        </li>
        <li>
          Anyone who can read your browser profile can read it. It is deleted with the profile, and when Holdfast is
          removed.
        </li>
      </ul>
    </Group>
  );
}

function ByHost({ path }: { readonly path: string | null }) {
  return (
    <Group title="What the host writes">
      <ul>
        <li>
          Your conversations and settings, without keys, in one database
          {path !== null && (
            <>
              : <code>{path}</code>
            </>
          )}
          . It is not encrypted; use disk encryption.
        </li>
        <li>
          Next to it, in the same folder: <code>backups</code> with verified copies, <code>quarantine</code> with what
          was set aside, <code>locks</code>, and <code>logs</code> without a word of your messages. Only you can read
          them.
        </li>
        <li>In the browser: changes on their way to the host, until it has them, and the settings.</li>
      </ul>
    </Group>
  );
}
