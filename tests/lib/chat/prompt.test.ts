import { describe, expect, it } from 'vitest';
import { buildPrompt, type PromptQuestion } from '../../../lib/chat/prompt.ts';
import type { NewMessage } from '../../../lib/store/messages.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { openTemporaryStore } from '../../support/temporary-store.ts';

const BASE_URL = 'https://models.example';

/** A session with these messages: role, content, and whatever else. */
function conversation(...turns: [NewMessage['role'], string, Partial<NewMessage>?][]): SqlDatabase {
  const db = openTemporaryStore();
  addSession(db, 's1');
  for (const [index, [role, content, changes]] of turns.entries())
    addMessage(db, 's1', `m${index}`, { role, content, ...changes });
  return db;
}

function prompt(db: SqlDatabase, changes: Partial<PromptQuestion> = {}) {
  const question = { sessionId: 's1', before: 1_000_000, baseUrl: BASE_URL, contextTokens: null };
  return buildPrompt(db, { ...question, ...changes });
}

const contentsOf = (db: SqlDatabase, changes?: Partial<PromptQuestion>) =>
  prompt(db, changes).map(({ content }) => content);

describe('buildPrompt', () => {
  it('sends system messages first, then the turns in order, up to the reply', () => {
    const db = conversation(
      ['user', 'a'],
      ['system', 'rule 1'],
      ['assistant', 'b'],
      ['user', 'c'],
      ['system', 'rule 2'],
      ['assistant', 'later'],
    );
    expect(prompt(db, { before: 6 })).toEqual([
      { role: 'system', content: 'rule 1' },
      { role: 'system', content: 'rule 2' },
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
    ]);
  });

  it('leaves out empty replies and tool results', () => {
    const db = conversation(
      ['user', 'a'],
      ['assistant', '', { status: 'error' }],
      ['tool', 'result'],
      ['assistant', 'b', { toolCalls: [1] }],
      ['user', 'c'],
    );
    expect(contentsOf(db)).toEqual(['a', 'b', 'c']);
  });

  it('sends the newest turns that fit the window with an eighth of it free, and all system messages', () => {
    // 300 bytes are 100 tokens, 108 with what surrounds a message: 875 of 1000 leave room for 8.
    const text = (mark: string) => mark.padEnd(300, '.');
    const turns = Array.from(
      { length: 12 },
      (_, index) => ['user', text(String(index))] as [NewMessage['role'], string],
    );
    const db = conversation(...turns);
    expect(contentsOf(db, { contextTokens: 1000 })).toEqual(turns.slice(4).map(([, content]) => content));
    const withRule = conversation(['system', text('rule')], ...turns);
    expect(contentsOf(withRule, { contextTokens: 1000 })).toEqual([
      text('rule'),
      ...turns.slice(5).map(([, content]) => content),
    ]);
  });

  it('never keeps more than 8192 tokens free', () => {
    const db = conversation(['user', 'x'.repeat(3 * 91_000)], ['user', 'last']);
    expect(contentsOf(db, { contextTokens: 100_000 })).toHaveLength(2);
    expect(contentsOf(db, { contextTokens: 99_000 })).toEqual(['last']);
  });

  it('takes a window of 32,768 tokens where the server tells none', () => {
    const db = conversation(['user', 'x'.repeat(3 * 28_600)], ['user', 'last']);
    expect(contentsOf(db)).toHaveLength(2);
    const longer = conversation(['user', 'x'.repeat(3 * 28_700)], ['user', 'last']);
    expect(contentsOf(longer)).toEqual(['last']);
  });

  it('sends the last turn however long it is', () => {
    const db = conversation(['user', 'before'], ['user', 'x'.repeat(10_000)]);
    expect(contentsOf(db, { contextTokens: 100 })).toEqual(['x'.repeat(10_000)]);
  });

  it('goes on past pages of messages that are not sent', () => {
    const db = conversation(
      ['user', 'first'],
      ...Array.from({ length: 120 }, (): ['tool', string] => ['tool', 'result']),
      ['user', 'last'],
    );
    expect(contentsOf(db)).toEqual(['first', 'last']);
  });

  it('gives a server back what it sent, and no other one', () => {
    const provider = { baseUrl: BASE_URL, sendBack: { reasoning_details: [1] } };
    const db = conversation(['user', 'a'], ['assistant', 'b', { provider }], ['user', 'c']);
    expect(prompt(db)[1]).toEqual({ role: 'assistant', content: 'b', sendBack: { reasoning_details: [1] } });
    expect(prompt(db, { baseUrl: 'https://other.example' })[1]).toEqual({ role: 'assistant', content: 'b' });
  });

  it('sends nothing of an empty session', () => {
    expect(prompt(conversation())).toEqual([]);
  });
});
