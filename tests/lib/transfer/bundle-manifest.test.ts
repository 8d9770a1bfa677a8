import { describe, expect, it } from 'vitest';
import { type BundlePart, manifestText, parseManifest } from '../../../lib/transfer/bundle-manifest.ts';
import { withCode } from '../../contract/rows.ts';

const PART: BundlePart = {
  name: 'tables/sessions.jsonl',
  table: 'sessions',
  rows: 1,
  bytes: 2,
  sha256: 'a'.repeat(64),
};
const CONTENT = { createdAt: '2026-01-31T12:00:00.000Z', schemaVersion: 11, scope: 'complete', parts: [PART] } as const;
const TEXT = manifestText({ ...CONTENT, parts: [PART] }, '1.2.3');
const changed = (changes: object) => JSON.stringify({ ...JSON.parse(TEXT), ...changes });

describe('parseManifest', () => {
  it('reads what was written', () => {
    expect(parseManifest(TEXT, 11)).toEqual({
      format: 'holdfast-bundle',
      formatVersion: 1,
      app: { name: 'holdfast', version: '1.2.3' },
      ...CONTENT,
    });
  });

  it.each([
    ['no JSON', 'nonsense', 'no Holdfast bundle'],
    ['another JSON', '[1]', 'no Holdfast bundle'],
    ['another format', changed({ format: 'x' }), 'no Holdfast bundle'],
    ['a later format', changed({ formatVersion: 2, parts: 'other' }), 'newer Holdfast'],
    ['a later schema', changed({ schemaVersion: 12 }), 'newer Holdfast'],
    ['an earlier format', changed({ formatVersion: 0 }), 'formatVersion'],
    ['another scope', changed({ scope: 'half' }), 'scope'],
    ['a part of an unknown table', changed({ parts: [{ ...PART, table: 'requests' }] }), 'parts.0.table'],
    ['a part of a prototype', changed({ parts: [{ ...PART, table: 'constructor' }] }), 'parts.0.table'],
    ['rows below zero', changed({ parts: [{ ...PART, rows: -1 }] }), 'parts.0.rows'],
    ['no SHA-256', changed({ parts: [{ ...PART, sha256: 'x' }] }), 'parts.0.sha256'],
    ['a part twice', changed({ parts: [PART, PART] }), 'twice'],
    ['a table twice', changed({ parts: [PART, { ...PART, name: 'other' }] }), 'twice'],
  ])('refuses %s', (_, text, words) => {
    expect(() => parseManifest(text, 11)).toThrow(withCode('invalid') as Error);
    expect(() => parseManifest(text, 11)).toThrow(words);
  });
});
