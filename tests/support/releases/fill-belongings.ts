import { type Filling, idOf, SERVER } from './filling.ts';

const SESSION = idOf('session', 1);

/** What belongs to a session or a browser profile and is no conversation. */
export async function fillBelongings(filling: Filling): Promise<void> {
  await fillDrafts(filling);
  await fillSnapshots(filling);
  await fillRecordings(filling);
  await fillWork(filling);
  await fillUsage(filling);
  await fillPreferences(filling);
}

async function fillDrafts({ ask }: Filling): Promise<void> {
  const updatedAt = '2026-10-03T08:00:00.000Z';
  await ask('drafts/set', { sessionId: null, content: 'Typed before any session: ¿qué?', updatedAt });
  await ask('drafts/set', { sessionId: SESSION, content: 'Not sent\nyet 🐚', updatedAt });
  await ask('drafts/set', { sessionId: idOf('session', 8), content: '', updatedAt });
}

async function fillSnapshots({ ask }: Filling): Promise<void> {
  const ui = { view: 'conversation', draft: 'Not sent', scroll: { top: 120 }, nothing: null };
  const snapshots = [
    { type: 'auto', sessionId: SESSION, trigger: { type: 'interval' }, ui },
    { type: 'manual', sessionId: SESSION, trigger: { type: 'key', key: 'Alt+S' }, description: 'Ready: übung', ui },
    { type: 'system', sessionId: null, trigger: { type: 'crash_expired', ageMs: 5 }, starred: true, ui: {} },
    { type: 'manual', sessionId: idOf('session', 2), trigger: { type: 'key' }, description: '', ui },
  ] as const;
  for (const [index, snapshot] of snapshots.entries()) {
    await ask('snapshots/create', { id: idOf('snapshot', 1 + index), ...snapshot });
  }
  await ask('snapshots/update', { id: idOf('snapshot', 2), starred: true, description: 'Before the change' });
}

async function fillRecordings({ ask, clock }: Filling): Promise<void> {
  const [stopped, torn, running] = [1, 2, 3].map((number) => idOf('recording', number)) as [string, string, string];
  const recorder = { panelId: idOf('panel', 1), profileId: idOf('profile', 1) };
  await ask('recordings/start', { id: stopped, sessionId: SESSION, title: 'A minute of work', ...recorder });
  for (const [index, [atMs, type, data]] of EVENTS.entries()) {
    await ask('recordings/append', { id: stopped, events: [{ ordinal: index, atMs, type, data }] });
  }
  await ask('recordings/update', { id: stopped, tags: ['leuchtturm', '塔'], markers: [{ atMs: 700, label: 'Here' }] });
  await clock.advance(90_000);
  await ask('recordings/stop', { id: stopped, durationMs: 95_000 });
  for (const [id, title] of [
    [torn, 'Torn by a crash'],
    [running, 'Still running'],
  ] as const) {
    await ask('recordings/start', { id, sessionId: SESSION, title, ...recorder });
    await ask('recordings/append', {
      ...{ id, events: [{ ordinal: 0, atMs: 10, type: 'message.user', data: { messageId: 'm', text: title } }] },
    });
  }
  await ask('recordings/stop', { id: torn, torn: true });
}

const ANSWER = { messageId: idOf('message', 2) };
const EVENTS = [
  [0, 'message.user', { messageId: idOf('message', 1), text: 'Which lighthouse?' }],
  [200, 'message.assistant.start', { ...ANSWER, model: 'glm-5-1' }],
  [400, 'message.assistant.chunk', { ...ANSWER, offset: 0, text: 'Alnes ' }],
  [31_000, 'message.assistant.chunk', { ...ANSWER, offset: 6, text: 'fyr' }],
  [
    31_500,
    'message.assistant.complete',
    { ...ANSWER, status: 'complete', promptTokens: 412, completionTokens: 96, cost: 0.00042 },
  ],
  [32_000, 'tool.start', { ...ANSWER, callId: 'call_1', name: 'read_file', arguments: '{}' }],
  [33_000, 'tool.complete', { ...ANSWER, callId: 'call_1', status: 'complete', output: 'done', durationMs: 1000 }],
  [62_000, 'file.change', { id: idOf('file-change', 1), path: 'src/größe.ts', status: 'modified' }],
  [63_000, 'proof.update', { id: idOf('proof', 1), file: 'Tower.lean', status: 'open' }],
  [64_000, 'balance.update', { usd: 12.4996, diem: 3 }],
  [65_000, 'error', { message: 'Something went wrong', code: 'provider-failed' }],
  [92_000, 'made.by.nobody', { of: ['a', 'later', 'version'] }],
] as const satisfies readonly (readonly [number, string, Record<string, unknown>])[];

async function fillWork({ ask }: Filling): Promise<void> {
  const belongs = { sessionId: SESSION, messageId: idOf('message', 4) };
  const patch = '--- a/src/größe.ts\n+++ b/src/größe.ts\n@@ -1 +1 @@\n-const tower = 22;\n+const tower = 22.5;\n';
  const changes = [
    { path: 'src/größe.ts', status: 'modified', additions: 1, deletions: 1, patch },
    { path: 'notes/new.md', status: 'created', additions: 2, patch: '+# Notes\n+漢字\n' },
    { path: 'docs/moved.md', oldPath: 'moved.md', status: 'renamed', patch: '' },
    { path: 'old.txt', status: 'deleted', deletions: 3, patch: '-a\n-b\n-c\n' },
  ] as const;
  for (const [index, change] of changes.entries()) {
    await ask('file-changes/add', { id: idOf('file-change', 1 + index), ...belongs, ...change });
  }
  const goal = { goal: 'n : ℕ\n⊢ n + 0 = n', before: ['⊢ ∀ n, n + 0 = n'] };
  const diagnostic = { severity: 'error', message: 'unsolved goals\n⊢ 0 = 0', line: 3, column: 5 };
  for (const [index, status] of (['open', 'error', 'complete'] as const).entries()) {
    await ask('proofs/add', {
      ...{ id: idOf('proof', 1 + index), ...belongs, file: 'Tower.lean', line: 3 + index, status },
      goals: status === 'complete' ? [] : [goal],
      diagnostics: status === 'error' ? [diagnostic] : [],
    });
  }
  await ask('proofs/add', {
    ...{ id: idOf('proof', 9), sessionId: SESSION, file: 'Whole.lean', status: 'complete', goals: [], diagnostics: [] },
  });
}

async function fillUsage({ ask, provider }: Filling): Promise<void> {
  await ask('analytics/record', {
    ...{ eventType: 'reply', timestamp: '2026-10-04T10:30:00.000Z', sessionId: SESSION, model: 'glm-5-1' },
    ...{
      promptTokens: 1200,
      completionTokens: 340,
      cost: 0.1 + 0.2,
      durationMs: 4200,
      metadata: { status: 'complete' },
    },
  });
  await ask('analytics/record', { eventType: 'click', timestamp: '2026-10-05T23:59:59.999Z', cost: null });
  const fetchedAt = '2026-10-05T12:00:00.000Z';
  provider.balance = Promise.resolve({ diem: null, usd: 11.75, canConsume: true, nextEpochAt: null, fetchedAt });
  await ask('balance/get', { baseUrl: SERVER });
}

async function fillPreferences({ ask }: Filling): Promise<void> {
  const updatedAt = '2026-10-05T12:00:00.000Z';
  await ask('preferences/mirror', {
    profileId: idOf('profile', 1),
    values: {
      'sidepanel.settings': {
        value: { version: 1, defaultModel: 'glm-5-1', provider: { baseUrl: SERVER } },
        updatedAt,
      },
      'sidepanel.theme': { value: 'dark', updatedAt },
    },
  });
  await ask('preferences/mirror', {
    profileId: idOf('profile', 2),
    values: { 'sidepanel.theme': { value: null, updatedAt } },
  });
  await ask('retention/set-policy', { snapshotDays: 45, analyticsDays: null, trashDays: 60 });
}
