const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i;

/** The one form in which times are stored and sent, `YYYY-MM-DDTHH:mm:ss.sssZ`; undefined when `value` is no moment. */
export function normalizeTimestamp(value: string): string | undefined {
  if (!ISO_WITH_ZONE.test(value)) return undefined;
  const ms = Date.parse(value.replace(' ', 'T').toUpperCase());
  return Number.isNaN(ms) ? undefined : formatTimestamp(ms);
}

/** `ms` since 1970 in the stored form. Years outside 0000 to 9999 are clamped, since text order must be time order. */
export function formatTimestamp(ms: number): string {
  return new Date(Math.min(Math.max(ms, -62_167_219_200_000), 253_402_300_799_999)).toISOString();
}
