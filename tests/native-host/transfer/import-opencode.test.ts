import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import { write } from '../../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import type { DataPaths } from '../../../native-host/paths.ts';
import { addMessage, withCode } from '../../contract/rows.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { isLongRun } from '../../support/fault-figures.ts';
import {
  answer,
  type ExportedMessage,
  type ExportedSession,
  exportedSession,
  momentMs,
  question,
  text,
  tool,
} from '../../support/opencode-export.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';
import { analyzed, dataOf, imported, pathsAround, using } from '../../support/transfer.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/opencode');
const EXPORT = join(FIXTURES, 'export.json');
const SESSIONS = join(FIXTURES, 'sessions.json');
const RUN = join(FIXTURES, 'lean-run.jsonl');

const ID = 'oc:ses_dfaf3c20effeVU9ciHnTxN3fES';
const NOTHING = { added: {}, replaced: {} };

const all = <Row>(paths: DataPaths, sql: string) => using(paths.database, (db) => db.all<Row>(sql));
const dataIn = (paths: DataPaths) => using(paths.database, dataOf);

function fileWith(content: unknown): string {
  const path = join(temporaryFolder(), 'export.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('an export of OpenCode', () => {
  it('is told as what it is, and comes in with everything that it says', async () => {
    const paths = pathsAround();
    const counts = { sessions: 1, messages: 21, file_changes: 3, originals: 22, analytics: 23 };
    expect(await analyzed(paths, EXPORT)).toEqual({ format: 'opencode', counts, existing: {}, problems: [] });
    expect(await imported(paths, EXPORT)).toMatchObject({ counts: { added: counts }, problems: [] });
    expect(all(paths, 'SELECT * FROM sessions')).toEqual([
      {
        ...{ id: ID, title: 'Renamed by recorder', model: 'stub-model', provider: 'venice', is_archived: 0 },
        ...{ created_at: '2026-11-22T20:56:58.098Z', updated_at: '2026-11-22T20:57:39.935Z', deleted_at: null },
        // As OpenCode's server had added them up.
        ...{ prompt_tokens: 20_033 + 20_024, completion_tokens: 326 + 13, cost: 0.0233914, message_count: 21 },
        ...{ branch_name: 'main', parent_session_id: null, branch_point: null, is_imported: 1 },
        ...{ source: 'opencode', source_id: 'ses_dfaf3c20effeVU9ciHnTxN3fES' },
      },
    ]);
    const [reply] = all<Record<string, string>>(paths, 'SELECT * FROM messages WHERE sequence = 4');
    expect(reply).toMatchObject({
      ...{
        role: 'assistant',
        content: 'Creating the file. ',
        status: 'complete',
        prompt_tokens: 2508,
        cost: 0.0015314,
      },
      provider_json: '{"reasoning":"I should create the file first.","costSource":"opencode-table"}',
    });
    expect(JSON.parse(reply?.['tool_calls'] ?? '')).toMatchObject([
      { id: 'call_3_0', name: 'write', status: 'completed', output: 'Wrote file successfully.', durationMs: 33 },
    ]);
    using(paths.database, assertSound);
  });

  it('has file changes of its tools, and of its summaries only where no tool told of a file', async () => {
    const paths = pathsAround();
    await imported(paths, EXPORT);
    const changes = 'SELECT path, status, additions, deletions, message_id FROM file_changes ORDER BY created_at';
    expect(all(paths, changes)).toEqual(
      [
        ...[
          ['created', 3, 0, '2050c45dd001HYwLpeMoVUgSET'] as const,
          ['modified', 1, 1, '2050c476f001sluFSs6kkZekp7'] as const,
        ],
        ['modified', 1, 0, '2050c4abe001BCFNG2vXUOzR06'] as const,
      ].map(([status, additions, deletions, id]) => ({
        path: 'hello.txt',
        status,
        additions,
        deletions,
        message_id: `oc:msg_${id}`,
      })),
    );
    const diffs = [
      { file: 'made-by-bash.txt', patch: '@@ -0,0 +1 @@\n+x\n', additions: 1, deletions: 0, status: 'added' },
    ];
    const other = fileWith(exportedSession('ses_b', [question('msg_1', 1, 'Make it', { summary: { diffs } })]));
    await imported(paths, other);
    const [made] = all(paths, "SELECT path, status FROM file_changes WHERE session_id = 'oc:ses_b'");
    expect(made).toEqual({ path: 'made-by-bash.txt', status: 'created' });
  });

  it('has a diff of what was written over, where the earlier text is known and nothing came between', async () => {
    const paths = pathsAround();
    const write = (seconds: number, content: string, exists = true) =>
      tool('write', seconds, { input: { filePath: '/home/user/project/a.txt', content }, metadata: { exists } });
    const edit = tool('edit', 4, {
      input: { filePath: '/home/user/project/a.txt', oldString: 'two', newString: '$& 2' },
      metadata: { filediff: { file: '/home/user/project/a.txt', patch: '@@ -2 +2 @@\n-two\n+$& 2\n' } },
    });
    const bash = tool('bash', 6, { input: { command: 'date > a.txt' } });
    const parts = [write(3, 'one\ntwo\n', false), edit, write(5, 'one\n$& 2\nthree\n'), bash, write(7, 'new\n')];
    await imported(paths, fileWith(exportedSession('ses_a', [answer('msg_1', 2, parts)])));
    const changes = 'SELECT status, additions, deletions, patch FROM file_changes ORDER BY created_at';
    expect(all(paths, changes)).toEqual([
      { status: 'created', additions: 2, deletions: 0, patch: expect.stringContaining('+one\n+two\n') },
      { status: 'modified', additions: 1, deletions: 1, patch: expect.stringContaining('-two') },
      { status: 'modified', additions: 1, deletions: 0, patch: expect.stringContaining(' $& 2\n+three\n') },
      { status: 'modified', additions: 0, deletions: 0, patch: '' },
    ]);
  });

  it('keeps every message word for word', async () => {
    const paths = pathsAround();
    await imported(paths, EXPORT);
    const { info, messages } = JSON.parse(readFileSync(EXPORT, 'utf8'));
    const rows = all<{ id: string; raw_json: string }>(paths, 'SELECT id, raw_json FROM originals');
    const kept = new Map(rows.map((row) => [row.id, JSON.parse(row.raw_json)]));
    expect(kept.get(ID)).toEqual({ info });
    for (const message of messages) expect(kept.get(`oc:${message.info.id}`)).toEqual(message);
    expect(kept.size).toBe(messages.length + 1);
  });

  it.each(['skip', 'merge', 'replace', 'both'] as const)('imported twice (%s) changes nothing', async (resolution) => {
    const paths = pathsAround();
    for (const file of [EXPORT, RUN]) await imported(paths, file, resolution);
    const before = dataIn(paths);
    for (const file of [EXPORT, RUN]) expect((await imported(paths, file, resolution)).counts).toMatchObject(NOTHING);
    expect(dataIn(paths)).toEqual(before);
  });

  it('merged again, takes in what went on, ends what broke off, and keeps what was written here', async () => {
    const paths = pathsAround();
    const early = [
      question('msg_1', 1, 'First'),
      answer('msg_2', 2, [text('Half')], { parentID: 'msg_1', time: { created: momentMs(2) } }),
    ];
    await imported(paths, fileWith(exportedSession('ses_a', early)));
    const statuses = 'SELECT id, content, status FROM messages ORDER BY sequence';
    expect(all(paths, statuses)[1]).toEqual({ id: 'oc:msg_2', content: 'Half', status: 'interrupted' });
    expect(all(paths, 'SELECT * FROM analytics')).toEqual([]);
    using(paths.database, (db) => write(db, () => addMessage(db, 'oc:ses_a', 'own', { content: 'Mine' })));
    const edit = tool('edit', 3, {
      metadata: { filediff: { file: '/home/user/project/a.txt', patch: '@@ -1 +1 @@\n-a\n+b\n' } },
    });
    const late = [
      question('msg_1', 1, 'First'),
      answer('msg_2', 2, [text('Half and whole'), edit], { parentID: 'msg_1' }),
      question('msg_3', 9, 'Second'),
    ];
    const file = fileWith(exportedSession('ses_a', late));
    const { counts } = await imported(paths, file, 'merge');
    expect(counts.added).toEqual({ messages: 1, file_changes: 1, originals: 1, analytics: 2 });
    expect(counts.replaced).toEqual({ messages: 1, originals: 1 });
    expect(all(paths, statuses)).toEqual([
      { id: 'oc:msg_1', content: 'First', status: 'complete' },
      { id: 'oc:msg_2', content: 'Half and whole', status: 'complete' },
      { id: 'own', content: 'Mine', status: 'complete' },
      { id: 'oc:msg_3', content: 'Second', status: 'complete' },
    ]);
    using(paths.database, assertSound);
    expect((await imported(paths, file, 'merge')).counts).toMatchObject(NOTHING);
  });

  it('takes in the proofs of a run', async () => {
    const paths = pathsAround();
    expect((await imported(paths, RUN)).problems).toEqual([]);
    const proofs = 'SELECT file, line, column_number, status FROM proofs ORDER BY created_at';
    expect(all(paths, proofs)).toEqual([
      { file: 'Demo.lean', line: 4, column_number: null, status: 'complete' },
      { file: 'Demo.lean', line: 4, column_number: 3, status: 'open' },
      { file: 'Demo.lean', line: null, column_number: null, status: 'error' },
    ]);
    expect(all(paths, 'SELECT content, cost FROM messages ORDER BY sequence')).toEqual([
      { content: 'Checking the goal. ', cost: 0.0015801 },
      { content: 'One goal is open.', cost: 0.0015963 },
    ]);
  });

  it('counts what a fork copied where it was first, and knows where the fork left', async () => {
    const paths = pathsAround();
    await imported(paths, SESSIONS);
    const sessions =
      'SELECT title, branch_name, parent_session_id, branch_point, cost, is_archived FROM sessions ORDER BY created_at';
    const [original, , , , fork] = all<Record<string, unknown>>(paths, sessions);
    expect(original).toMatchObject({ branch_name: 'main', cost: expect.closeTo(0.018584, 9) });
    expect(fork).toEqual({
      ...{ title: 'Stub session: greet and edit (fork #1)', branch_name: 'fork #1', is_archived: 1 },
      ...{ parent_session_id: ID, branch_point: 7, cost: 0 },
    });
    const ofFork = (table: string) => all(paths, `SELECT 1 FROM ${table} WHERE session_id LIKE '%ffeg97POBvQiFqcCe'`);
    expect(['messages', 'file_changes', 'analytics'].map((table) => ofFork(table).length)).toEqual([7, 0, 0]);
    expect((await imported(paths, SESSIONS, 'replace')).counts).toMatchObject(NOTHING);
  });

  it('finds the session that a fork was made of when that was imported before', async () => {
    const paths = pathsAround();
    const [original, fork] = JSON.parse(readFileSync(SESSIONS, 'utf8'));
    for (const session of [original, fork]) await imported(paths, fileWith(session));
    const [found] = all(paths, "SELECT parent_session_id, branch_point FROM sessions WHERE branch_name = 'fork #1'");
    expect(found).toEqual({ parent_session_id: ID, branch_point: 7 });
  });

  it('tells subagents, sessions that were turned back, and replies that ended otherwise', async () => {
    const paths = pathsAround();
    const child = exportedSession('ses_child', [question('msg_c', 5, 'Look')], { parentID: 'ses_a', agent: 'general' });
    const turns = [
      ...[question('msg_1', 1, 'One'), question('msg_2', 2, 'Two'), question('msg_3', 3, 'Three')],
      answer('msg_4', 4, [], {
        error: { name: 'APIError', data: { message: 'Pay', statusCode: 402, isRetryable: false } },
      }),
    ];
    const parent = exportedSession('ses_a', turns, { revert: { messageID: 'msg_3' } });
    await imported(paths, fileWith([child, parent]));
    expect(all(paths, 'SELECT id, branch_name, parent_session_id, branch_point FROM sessions ORDER BY id')).toEqual([
      { id: 'oc:ses_a', branch_name: 'reverted', parent_session_id: null, branch_point: 2 },
      { id: 'oc:ses_child', branch_name: 'subagent:general', parent_session_id: 'oc:ses_a', branch_point: null },
    ]);
    const error = '{"code":"provider-insufficient-balance","message":"Pay","retryable":false}';
    expect(all(paths, "SELECT status, error_json FROM messages WHERE id = 'oc:msg_4'")).toEqual([
      { status: 'error', error_json: error },
    ]);
    await imported(paths, SESSIONS);
    const ends = "SELECT status, error_json FROM messages WHERE session_id LIKE '%VcczDkZI' AND role = 'assistant'";
    const aborted = '{"code":"cancelled","message":"Aborted","retryable":false}';
    expect(all(paths, ends)).toEqual([{ status: 'interrupted', error_json: aborted }]);
  });

  it('keeps files and unknown parts in the original, and says in the text that they were there', async () => {
    const paths = pathsAround();
    const message = question('msg_1', 1, 'What is this?');
    message.parts.push({
      id: 'z1',
      type: 'file',
      filename: 'a.png',
      url: `data:image/png;base64,${'A'.repeat(100_000)}`,
    });
    message.parts.push(
      { id: 'z2', type: 'hologram', depth: 3 },
      { id: 'z3', type: 'text', text: 'unsaid', synthetic: true },
    );
    await imported(paths, fileWith(exportedSession('ses_a', [message])));
    const [row] = all<{ content: string }>(paths, 'SELECT content FROM messages');
    expect(row?.content).toBe('What is this?\n\n[file: a.png]\n\n[hologram]');
    const [original] = all<{ raw_json: string }>(paths, "SELECT raw_json FROM originals WHERE id = 'oc:msg_1'");
    expect(JSON.parse(original?.raw_json ?? '')).toEqual(message);
  });

  it('keeps what is too long to be kept whole without what its files hold', async () => {
    const paths = pathsAround();
    const message = question('msg_1', 1, 'Big');
    message.parts.push({ id: 'z1', type: 'file', filename: 'a.bin', url: `data:,${'A'.repeat(17 * 1024 * 1024)}` });
    expect((await imported(paths, fileWith(exportedSession('ses_a', [message])))).problems).toEqual([]);
    const [original] = all<{ raw_json: string }>(paths, "SELECT raw_json FROM originals WHERE id = 'oc:msg_1'");
    expect(JSON.parse(original?.raw_json ?? '').parts[1].url).toBe('data:,17825798 characters left out');
  });
});

describe('an export of OpenCode that is no good', () => {
  const whole = readFileSync(EXPORT, 'utf8');

  async function expectNothing(content: string): Promise<void> {
    const paths = pathsAround();
    await expect(imported(paths, fileWith(content))).rejects.toEqual(withCode('invalid'));
    expect(all(paths, 'SELECT 1 FROM sessions UNION ALL SELECT 1 FROM messages')).toEqual([]);
  }

  it('is refused when it is cut off anywhere, and nothing is imported', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 20, max: whole.trimEnd().length - 1 }), (length) =>
        expectNothing(whole.slice(0, length)),
      ),
      { seed: 20_261_126, numRuns: 8 },
    );
  });

  it('is refused when it is nested without end', () => expectNothing(`{"info":${'['.repeat(100_000)}`));

  it('comes in as far as it can be read when single messages cannot', async () => {
    const paths = pathsAround();
    const deep = `{"info":{"id":"msg_9","role":"user"},"parts":${'['.repeat(105)}${']'.repeat(105)}}`;
    const good = JSON.stringify(question('msg_1', 1, 'Good'));
    const { info } = exportedSession('ses_a', []);
    const file = fileWith(`{"info":${JSON.stringify(info)},"messages":[7,${deep},null,{"parts":[1,[],null]},${good}]}`);
    const { problems } = await imported(paths, file);
    expect(all(paths, 'SELECT content FROM messages')).toEqual([{ content: 'Good' }]);
    expect(problems.map(({ where }) => where)).toEqual(
      expect.arrayContaining(['message 1', 'message 2', 'message 3', 'message 4']),
    );
    using(paths.database, assertSound);
  });

  it('never leaves half of it, whatever is in it and in whatever order, and twice is as once', {
    timeout: 60_000,
  }, async () => {
    const sessions = JSON.parse(readFileSync(SESSIONS, 'utf8')) as ExportedSession[];
    const messages = sessions.flatMap((session) => session.messages);
    const junk = fc.oneof(
      fc.anything({ maxDepth: 2 }),
      fc.constantFrom<unknown>(null, -1, 1e300, '', '\u0000', [[]], { id: 7 }),
    );
    const altered = fc
      .tuple(
        fc.constantFrom(...messages),
        fc.constantFrom('info', 'parts', 'id', 'time', 'role', 'tokens', 'error', 'none'),
        junk,
      )
      .map(([message, what, value]): unknown => {
        if (what === 'none') return message;
        if (what === 'info' || what === 'parts') return { ...message, [what]: value };
        return { ...message, info: { ...message.info, [what]: value } } satisfies ExportedMessage;
      });
    const content = fc.record({
      info: fc.oneof(fc.constantFrom(...sessions.map(({ info }) => info)), junk),
      messages: fc.array(altered, { maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(content, async (session) => {
        const paths = pathsAround();
        const file = fileWith(JSON.stringify(session) ?? '');
        try {
          await imported(paths, file, 'merge');
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect(all(paths, 'SELECT 1 FROM sessions')).toEqual([]);
          return;
        }
        const before = dataIn(paths);
        using(paths.database, (db: SqlDatabase) => assertSound(db));
        expect((await imported(paths, file, 'merge')).counts).toMatchObject(NOTHING);
        expect(dataIn(paths)).toEqual(before);
      }),
      { seed: 20_261_126, numRuns: isLongRun ? 300 : 6 },
    );
  });
});
