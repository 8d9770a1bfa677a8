import type { Backup } from '../../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import { countOf, momentWords } from '../keeping-words.ts';
import type { BackupsModel } from '../models/backups-model.ts';
import { Asking } from './asking.tsx';
import { WorkView } from './work-view.tsx';

interface RestoreBackupProps {
  readonly backup: Backup;
  readonly backups: BackupsModel;
}

/** What a restore would change, the question whether to, how far it is, and how to go back. */
export function RestoreBackup({ backup, backups }: RestoreBackupProps) {
  const { comparing, restoring } = backups;
  const moment = momentWords(backup.createdAt);
  return (
    <>
      <WorkView
        work={comparing.state.value}
        what="The backup is compared with the store"
        onStop={comparing.stop}
        onClose={backups.close}
      >
        {(found) => (
          <Question
            found={found}
            moment={moment}
            onGo={() => void backups.restore(backup.name)}
            onCancel={backups.close}
          />
        )}
      </WorkView>
      <WorkView
        work={restoring.state.value}
        what="A safety backup is made"
        onStop={restoring.stop}
        onClose={backups.close}
      >
        {({ safetyBackup }) => (
          <div class="restored" role="status">
            <p class="good-text">Your sessions are those of {moment} again.</p>
            <p>
              To go back, restore the backup that was made just before: <code>{safetyBackup}</code>.
            </p>
          </div>
        )}
      </WorkView>
    </>
  );
}

interface QuestionProps {
  readonly found: Result<'backups/compare'>;
  readonly moment: string;
  readonly onGo: () => void;
  readonly onCancel: () => void;
}

function Question({ found, moment, onGo, onCancel }: QuestionProps) {
  const changes = changesInWords(found);
  const isSame = changes.length === 0;
  return (
    <Asking
      title={isSame ? 'The store holds the same as this backup' : `Restore the backup of ${moment}?`}
      go={isSame ? undefined : 'Restore it'}
      onGo={onGo}
      onCancel={onCancel}
    >
      {isSame ? (
        <p class="hint">There is nothing to restore.</p>
      ) : (
        <>
          <ul class="plain-list">
            {changes.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
          <dl class="compared">
            {[['Now', found.store] as const, ['After it', found.backup] as const].map(
              ([name, { sessions, messages, newest }]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    {countOf(sessions, 'session')}, {countOf(messages, 'message')}
                    {newest !== null && `, last changed ${momentWords(newest)}`}
                  </dd>
                </div>
              ),
            )}
          </dl>
          <p class="hint">
            A safety backup of the store as it is now is made first, so that you can go back. What you typed and did not
            send stays.
          </p>
        </>
      )}
    </Asking>
  );
}

/** What becomes of sessions and messages, a sentence each. Empty: nothing does. */
function changesInWords({ sessions, messages }: Result<'backups/compare'>): string[] {
  const rows = [
    [sessions.onlyInBackup, messages.onlyInBackup, 'comes back', 'come back'],
    [sessions.onlyInStore, messages.onlyInStore, 'disappears', 'disappear'],
    [sessions.changed, messages.changed, 'becomes as it was', 'become as they were'],
  ] as const;
  return rows.flatMap(([ofSessions, ofMessages, one, many]) => {
    const parts = [
      ofSessions > 0 && countOf(ofSessions, 'session'),
      ofMessages > 0 && countOf(ofMessages, 'message'),
    ].filter((part) => part !== false);
    if (parts.length === 0) return [];
    return [`${parts.join(' and ')} ${ofSessions + ofMessages === 1 ? one : many}`];
  });
}
