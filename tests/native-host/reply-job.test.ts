import { describe, expect, it } from 'vitest';
import { parseWorkerWord } from '../../native-host/reply-job.ts';

describe('parseWorkerWord', () => {
  const MODEL = { id: 'm', name: 'M', contextTokens: null, pricing: null };
  const DELTA = { name: 'chat/delta', params: { replyId: 'r', offset: 0, text: '\u2028' } };

  it.each([{ owns: true }, { model: MODEL }, { model: null }, DELTA])('takes %j', (word) => {
    expect(parseWorkerWord(JSON.stringify(word))).toEqual(word);
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['nothing', ''],
    ['another name', '{"name":"store/state","params":{"state":"ready","detail":null}}'],
    ['parameters of another name', '{"name":"chat/done","params":{"replyId":"r","offset":0,"text":""}}'],
    ['a word that is not true', '{"owns":false}'],
  ])('takes %s for none', (_, line) => {
    expect(parseWorkerWord(line)).toBeUndefined();
  });
});
