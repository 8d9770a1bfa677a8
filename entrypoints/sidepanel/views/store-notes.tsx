import { ConnectionBanner } from './connection-banner.tsx';
import { PlaceNote, type PlaceNoteProps } from './place-note.tsx';

/** Above the conversation: how it stands with the way to the store, and where that is. */
export function StoreNotes({ panel, openOptions }: PlaceNoteProps) {
  const { connection, isReady } = panel.connection;
  return (
    <>
      {!isReady.value && <ConnectionBanner connection={connection.value} />}
      <PlaceNote panel={panel} openOptions={openOptions} />
    </>
  );
}
