/** What a migration may do with the database: run SQL and look. */
export interface MigrationDatabase {
  exec(sql: string): void;
  run(sql: string, params?: readonly unknown[]): unknown;
  get<Row>(sql: string, params?: readonly unknown[]): Row | undefined;
  all<Row>(sql: string, params?: readonly unknown[]): Row[];
}

/**
 * One step of the schema. `up` runs inside a transaction, with foreign keys not enforced, and may meet a store that
 * already has what it brings. Never edited once released.
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  up(db: MigrationDatabase): void;
}
