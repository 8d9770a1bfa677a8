import { type DBSchema, type IDBPDatabase, type OpenDBCallbacks, openDB } from 'idb';

interface DatabaseOptions<Schema extends DBSchema> extends Pick<OpenDBCallbacks<Schema>, 'upgrade'> {
  readonly name: string;
  readonly version: number;
  /** Another version of the extension has the database open and does not let go: nothing happens until it does. */
  readonly onBlocked?: () => void;
}

/** Opens a database of the browser when it is first asked for, and anew when it was closed, or could not be opened. */
export function openOnDemand<Schema extends DBSchema>(
  options: DatabaseOptions<Schema>,
): () => Promise<IDBPDatabase<Schema>> {
  const { name, version, upgrade, onBlocked } = options;
  let database: Promise<IDBPDatabase<Schema>> | undefined;

  function forget(): void {
    database = undefined;
  }

  return () => {
    if (database) return database;
    database = openDB<Schema>(name, version, {
      ...(upgrade && { upgrade }),
      ...(onBlocked && { blocked: onBlocked }),
      // Another version of the extension wants to change it: let go.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        forget();
      },
      terminated: forget,
    });
    database.catch(forget);
    return database;
  };
}
