/** Files have no time of their own, or the day of a build would be in its hash. The one that npm gives to files, too. */
const NEITHER_SOON_NOR_LATE = Date.UTC(1985, 9, 26, 8, 15);

/** The time of every file in an archive: `SOURCE_DATE_EPOCH` (seconds) where it is set, else always the same. Errors: where it is no number. */
export function archiveTime(env: NodeJS.ProcessEnv): Date {
  const chosen = env['SOURCE_DATE_EPOCH'];
  if (!chosen) return new Date(NEITHER_SOON_NOR_LATE);
  if (!/^\d{1,11}$/.test(chosen)) throw new Error(`SOURCE_DATE_EPOCH is not a number of seconds: ${chosen}`);
  return new Date(Number(chosen) * 1000);
}
