import { List } from '../../../lib/ui/list.tsx';
import { ConnectionBanner } from '../../sidepanel/views/connection-banner.tsx';
import { BackupsModel } from '../models/backups-model.ts';
import { pathOf } from '../path-of.ts';
import { BackupFolder } from '../views/backup-folder.tsx';
import { BackupRow } from '../views/backup-row.tsx';
import { CreateBackup } from '../views/create-backup.tsx';
import { LinkRow } from '../views/link-row.tsx';
import { ReadingView } from '../views/reading-view.tsx';
import { Group, type SectionProps } from '../views/section.tsx';
import '../keeping.css';

export function BackupsSection({ options: { connection, clock, modelOf } }: SectionProps) {
  if (connection.isEmbedded.value) return <WithoutHost />;
  const backups = modelOf(BackupsModel);
  return (
    <>
      <p class="section-intro">
        Copies of the whole store. Each is reopened and checked before it counts as verified, so you can rely on it.
      </p>
      {connection.isAway.value ? (
        <ConnectionBanner connection={connection.connection.value} />
      ) : (
        <>
          <Group>
            <CreateBackup backups={backups} />
          </Group>
          <Group title="Your backups">
            <ReadingView remote={backups.list.value} again={backups.readAgain}>
              {(found) =>
                found.backups.length === 0 ? (
                  <p class="row hint">No backups yet. Holdfast makes the first one within a day.</p>
                ) : (
                  <List class="entries" aria-label="Backups">
                    {found.backups.map((backup) => (
                      <BackupRow
                        key={backup.name}
                        {...{ backup, backups, clock }}
                        path={pathOf(found.folder, backup.name)}
                      />
                    ))}
                  </List>
                )
              }
            </ReadingView>
          </Group>
          <Group title="Location">
            <ReadingView remote={backups.list.value} again={backups.readAgain}>
              {(found) => <BackupFolder found={found} />}
            </ReadingView>
          </Group>
        </>
      )}
    </>
  );
}

/** Of a store in the browser: there is no place outside of it that anything could be copied to by itself. */
function WithoutHost() {
  return (
    <>
      <p class="section-intro">
        Backups are files outside the browser that the host makes and checks every day. Without the host, Holdfast keeps
        two copies of your history in this browser profile; if the profile is deleted, so are both.
      </p>
      <Group>
        <LinkRow
          title="Make one yourself"
          hint="Export everything to a file in your downloads. You can import it again, here or elsewhere."
          href="#data"
          label="Export"
        />
        <LinkRow
          title="Get automatic backups"
          hint="The host makes a verified backup every day. Your history moves to it only when you say so."
          href="#place"
          label="Install the host"
        />
      </Group>
    </>
  );
}
