/** The checks of the doctor, by name, that fail where the store's file is damaged. A repair of the host then makes the store anew. */
export const FILE_CHECKS: readonly string[] = ['store', 'schema', 'integrity', 'content hashes'];
