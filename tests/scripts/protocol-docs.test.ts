import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as fields from '../../lib/protocol/fields.ts';
import { entriesOf, typeWords } from '../../scripts/protocol/schema-words.ts';
import { protocolText } from '../../scripts/protocol-docs.ts';

describe('protocolText', () => {
  it('is what docs/protocol.md holds', () => {
    const file = join(import.meta.dirname, '../../docs/protocol.md');
    expect(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).toBe(protocolText());
  });

  it('fills every gap of its introduction, and links only to sections it has', () => {
    const text = protocolText();
    expect(text).not.toContain('{{');
    expect(text).not.toContain('?;');
    const sections = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title.toLowerCase().replaceAll(' ', '-'),
    );
    for (const [, link = ''] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(sections).toContain(link);
  });
});

describe('entriesOf', () => {
  it('tells names, types, defaults and what may be left out', () => {
    const schema = v.object({
      id: fields.reference,
      limit: fields.listLimit,
      provider: v.object({ model: fields.name }),
      note: v.optional(v.nullable(fields.text)),
    });
    expect(entriesOf(schema)).toEqual([
      { name: 'id', type: 'reference', isOptional: false },
      { name: 'limit', type: 'number, whole, at least 1, at most 200', isOptional: true, fallback: '50' },
      { name: 'provider.model', type: 'name', isOptional: false },
      { name: 'note', type: 'text or null', isOptional: true },
    ]);
  });
});

describe('typeWords', () => {
  it.each([
    [v.array(v.picklist(['a', 'b'])), 'list of `a`, `b`'],
    [v.record(v.string(), v.unknown()), 'object'],
    [v.array(v.object({ path: v.string() })), 'list of {path: string}'],
  ])('puts %# into words', (schema, words) => {
    expect(typeWords(schema)).toBe(words);
  });

  it('refuses to leave out what it has no words for', () => {
    expect(() => typeWords(v.date())).toThrow('date');
    expect(() => typeWords(v.pipe(v.string(), v.email()))).toThrow('email');
  });
});
