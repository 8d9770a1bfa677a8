import fc from 'fast-check';
import { PREFERENCES, type PreferenceKey } from '../../lib/preferences/schema.ts';

/** Wrong types, cut JSON, what is huge, keys of prototypes, other versions, and now and then a good value. */
export function anyStoredText(key: PreferenceKey): fc.Arbitrary<string> {
  return fc.oneof(
    fc.json(),
    fc.string(),
    fc.json().map((text) => text.slice(0, -1)),
    fc.nat(2000).map((length) => JSON.stringify('x'.repeat(length))),
    fc.nat(300).map((length) => JSON.stringify(Array.from({ length }, (_, index) => `entry ${index % 90}`))),
    fc.constantFrom('{"__proto__":{"version":1}}', '{"constructor":{"prototype":{}}}', '"dark"', 'true', '[]', '{}'),
    fc
      .record({
        version: fc.oneof(fc.integer(), fc.constant(1)),
        defaultModel: fc.jsonValue(),
        provider: fc.jsonValue(),
      })
      .map((value) => JSON.stringify(value)),
    fc.constant(JSON.stringify(PREFERENCES[key].fallback)),
  );
}
