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
        what="Comparing the backup with the store"
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
        what="Making a safety backup"
        onStop={restoring.stop}
        onClose={backups.close}
      >
        {({ safetyBackup }) => (
          <div class="restored" role="status">
            <p class="good-text">Your sessions are as they were on {moment}.</p>
            <p>
              To undo this, restore the backup made just before: <code>{safetyBackup}</code>.
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
      title={isSame ? 'The store already matches this backup' : `Restore the backup from ${moment}?`}
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
            {[['Now', found.store] as const, ['After', found.backup] as const].map(
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
            Holdfast first makes a safety backup of the store as it is now, so you can undo this. Text you have not sent
            stays.
          </p>
        </>
      )}
    </Asking>
  );
}

/** What becomes of sessions and messages, a sentence each. Empty: nothing does. */
function changesInWords({ sessions, messages }: Result<'backups/compare'>): string[] {
  const rows = [
    [sessions.onlyInBackup, messages.onlyInBackup, 'come back'],
    [sessions.onlyInStore, messages.onlyInStore, 'be removed'],
    [sessions.changed, messages.changed, 'change back'],
  ] as const;
  return rows.flatMap(([ofSessions, ofMessages, what]) => {
    const parts = [
      ofSessions > 0 && countOf(ofSessions, 'session'),
      ofMessages > 0 && countOf(ofMessages, 'message'),
    ].filter((part) => part !== false);
    if (parts.length === 0) return [];
    return [`${parts.join(' and ')} will ${what}`];
  });
}
