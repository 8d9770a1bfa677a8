import { describe, expect, it } from 'vitest';
import { MAX_CONTENT_BYTES } from '../../../lib/protocol/limits.ts';
import { checkRow } from '../../../lib/transfer/check-row.ts';
import { importedId } from '../../../lib/transfer/imported-id.ts';
import type { TableName } from '../../../lib/transfer/tables.ts';
import { hashOf } from '../../support/assert-sound.ts';

const NOON = '2026-01-31T12:00:00.000Z';

const SESSION = {
  id: 's1',
  title: 'Title',
  created_at: NOON,
  updated_at: NOON,
  model: 'glm',
  provider: 'venice',
  prompt_tokens: 1,
  completion_tokens: 2,
  cost: 0.5,
  is_archived: 0,
  is_imported: 0,
  branch_name: 'main',
  parent_session_id: null,
  branch_point: null,
  deleted_at: null,
  source: null,
  source_id: null,
  message_count: 1,
};

const MESSAGE = {
  id: 'm1',
  session_id: 's1',
  role: 'user',
  content: 'Text',
  created_at: NOON,
  prompt_tokens: null,
  completion_tokens: null,
  tool_calls: null,
  sequence: 1,
  status: 'complete',
  model: null,
  cost: null,
  duration_ms: null,
  error_json: null,
  provider_json: null,
  content_hash: hashOf('user', 'Text'),
};

const check = (table: TableName, row: unknown) => checkRow({}, table, row);

describe('checkRow', () => {
  it('lets whole rows through as they are', () => {
    expect(check('sessions', SESSION)).toEqual({ row: SESSION, problems: [] });
    expect(check('messages', MESSAGE)).toEqual({ row: MESSAGE, problems: [] });
  });

  it('gives columns that older versions did not have what their migration gives them', () => {
    const { status, model, cost, duration_ms, error_json, provider_json, content_hash, ...older } = MESSAGE;
    expect(check('messages', older)).toEqual({ row: MESSAGE, problems: [] });
    const { deleted_at, source, source_id, message_count, ...olderSession } = SESSION;
    expect(check('sessions', olderSession)).toEqual({ row: { ...SESSION, message_count: 0 }, problems: [] });
  });

  it.each([undefined, null, 7, 'row', true, [], [MESSAGE]])('refuses what is no row: %j', (row) => {
    expect(check('messages', row)).toEqual({ row: undefined, problems: ['is no row'] });
  });

  it.each([
    ['id', 7],
    ['id', null],
    ['id', { $bytes: '00' }],
    ['session_id', ['s1']],
    ['role', 'x'.repeat(1001)],
    ['content', 7],
    ['content', 'x'.repeat(MAX_CONTENT_BYTES + 1)],
    ['content', '漢'.repeat(MAX_CONTENT_BYTES / 3 + 1)],
    ['created_at', 'yesterday'],
    ['created_at', '2026-01-31T12:00:00'],
    ['created_at', `${NOON}${' '.repeat(200)}`],
    ['prompt_tokens', -1],
    ['prompt_tokens', 1.5],
    ['prompt_tokens', '1'],
    ['cost', 1e300],
    ['cost', { $number: 'Infinity' }],
    ['sequence', 1.5],
    ['sequence', null],
    ['status', 'done'],
    ['tool_calls', `${'['.repeat(101)}${']'.repeat(101)}`],
    ['tool_calls', '['.repeat(1_000_000)],
    ['content_hash', 'abc'],
    ['content_hash', hashOf('user', 'Other text')],
  ])('refuses a message whose %s is %j', (column, value) => {
    const { row, problems } = check('messages', { ...MESSAGE, [column]: value });
    expect(row).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining(column === 'content_hash' && value !== 'abc' ? 'm1' : column)]);
  });

  it('makes what must be of another form so', () => {
    const given = {
      ...MESSAGE,
      id: 'a\nb',
      session_id: 'x'.repeat(201),
      content: 'half \ud800',
      created_at: '2026-01-31 14:00+02:00',
      content_hash: null,
    };
    expect(check('messages', given).row).toEqual({
      ...MESSAGE,
      id: importedId('a\nb'),
      session_id: importedId('x'.repeat(201)),
      content: 'half \ufffd',
      content_hash: hashOf('user', 'half \ufffd'),
    });
    expect(importedId('a\nb')).toMatch(/^[0-9a-f-]{36}$/);
    expect(importedId('a\nb')).toBe(importedId('a\nb'));
    expect(importedId('plain id 7')).toBe('plain id 7');
    expect(importedId('')).not.toBe('');
  });

  it.each(['streaming', 'queued'])('makes a reply that was %s one that broke off', (status) => {
    expect(check('messages', { ...MESSAGE, status }).row).toEqual({
      ...MESSAGE,
      status: 'interrupted',
      content_hash: null,
    });
  });

  it.each([
    ['error_json', 'nonsense'],
    ['error_json', '{"code":7}'],
    ['provider_json', '[]'],
    ['provider_json', '{"reasoning":7}'],
  ])('leaves out what nothing here can read, and tells: %s = %s', (column, value) => {
    const { row, problems } = check('messages', { ...MESSAGE, [column]: value });
    expect(row).toEqual(MESSAGE);
    expect(problems).toEqual([expect.stringContaining(column)]);
  });

  it('cuts a title that is too long at a whole character, and tells', () => {
    const { row, problems } = check('sessions', { ...SESSION, title: '👩'.repeat(501) });
    expect(row?.['title']).toBe('👩'.repeat(500));
    expect(problems).toEqual(['title was cut to 500 characters']);
    const whole = '👩'.repeat(500);
    expect(check('sessions', { ...SESSION, title: whole })).toEqual({
      row: { ...SESSION, title: whole },
      problems: [],
    });
  });

  it('takes nothing from prototypes, and columns of no other name', () => {
    const given = JSON.parse(`{"__proto__":{"title":"x"},"constructor":{"prototype":{}},"extra":1,"id":"s1"}`);
    expect(check('sessions', given)).toEqual({ row: undefined, problems: ['title is missing'] });
    const row = check('sessions', { ...SESSION, ['__proto__ ']: 1, extra: 2 }).row ?? {};
    expect(Object.keys(row)).toEqual(Object.keys(SESSION));
    expect(Object.hasOwn(Object.prototype, 'title')).toBe(false);
  });

  it.each(['sidepanel.auth.token', 'sidepanel.crash.recovery', 'other'])('takes no preference %s', (key) => {
    const row = { profile_id: 'p', key, value_json: '"x"', updated_at: NOON };
    expect(check('preferences', row).row).toBeUndefined();
    expect(check('preferences', { ...row, key: 'sidepanel.ui' }).row).toEqual({ ...row, key: 'sidepanel.ui' });
    expect(check('preferences', { ...row, key: 'sidepanel.ui', value_json: '{' }).row).toBeUndefined();
  });
});
