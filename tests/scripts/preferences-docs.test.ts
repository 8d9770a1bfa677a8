import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PREFERENCES } from '../../lib/preferences/schema.ts';
import { preferencesText } from '../../scripts/preferences-docs.ts';

describe('preferencesText', () => {
  it('is what docs/preferences.md holds', () => {
    const file = join(import.meta.dirname, '../../docs/preferences.md');
    expect(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).toBe(preferencesText());
  });

  it('has a line for every key and for every field of the settings, and no gaps', () => {
    const text = preferencesText();
    for (const key of Object.keys(PREFERENCES)) expect(text).toMatch(new RegExp(`^\\| \`${key}\` `, 'm'));
    const { notifications } = PREFERENCES['sidepanel.settings'].fallback;
    for (const field of Object.keys(notifications))
      expect(text).toMatch(new RegExp(`^\\| \`notifications.${field}\` `, 'm'));
    expect(text).not.toContain('{{');
  });
});
