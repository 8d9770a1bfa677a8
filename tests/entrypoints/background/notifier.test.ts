import { beforeEach, describe, expect, it } from 'vitest';
import { createNotifier, type NotificationsLike, type Notifier } from '../../../entrypoints/background/notifier.ts';

const ALL = { replyDone: true, balanceLow: true, sweepDone: true, backupFailed: true };
const done = (fields: object = {}) => ({
  reply: { id: 'r1', sessionId: 's1', status: 'complete', content: 'It  is\n\ndone.', ...fields },
});

describe('createNotifier', () => {
  let shown: { id: string; title: string; message: string }[];
  let cleared: string[];
  let opened: number[];
  let settings: unknown;
  let isVisible: boolean;
  let api: NotificationsLike | undefined;
  let notifier: Notifier;

  beforeEach(() => {
    [shown, cleared, opened, settings, isVisible] = [[], [], [], ALL, false];
    api = {
      create: async (id, { title, message }) => void shown.push({ id, title, message }),
      clear: async (id) => void cleared.push(id),
    };
    notifier = createNotifier({
      notifications: () => api,
      settings: async () => settings,
      isPanelVisible: () => isVisible,
      frontWindowId: async () => 7,
      openPanel: async (windowId) => void opened.push(windowId),
    });
  });

  it('tells of a reply with its first words, and of one that failed', async () => {
    await notifier.hear('chat/done', done());
    await notifier.hear('chat/done', done({ sessionId: 's2', content: 'word '.repeat(100) }));
    await notifier.hear('chat/failed', { replyId: 'r3', error: { code: 'timeout', message: 'The server is gone.' } });
    expect(shown.map(({ title }) => title)).toEqual(['Reply done', 'Reply done', 'A reply failed']);
    expect(shown[0]?.message).toBe('It is done.');
    expect(shown[1]?.message).toMatch(/^word .*…$/);
    expect(shown[1]?.message).toHaveLength(140);
    expect(shown[2]?.message).toBe('The server is gone.');
  });

  it.each([
    [
      'a panel is in view',
      () => {
        isVisible = true;
      },
    ],
    [
      'nobody wants to be told',
      () => {
        settings = { ...ALL, replyDone: false };
      },
    ],
    [
      'nothing was ever chosen',
      () => {
        settings = undefined;
      },
    ],
    [
      'notifications are not allowed',
      () => {
        api = undefined;
      },
    ],
  ])('says nothing while %s', async (_, arrange) => {
    arrange();
    await notifier.hear('chat/done', done());
    expect(shown).toEqual([]);
  });

  it.each([
    ['chat/done', done({ status: 'interrupted' })],
    ['chat/done', undefined],
    ['chat/delta', { replyId: 'r1', offset: 0, text: 'x' }],
    ['changed', { tables: null, sessionIds: null }],
    ['page/unheard-of', {}],
  ])('passes over what is nobody’s news: %s', async (method, params) => {
    await notifier.hear(method, params);
    expect(shown).toEqual([]);
  });

  it('tells of a low balance where no panel shows it, and of what a sweep removed in any case', async () => {
    await notifier.hear('page/balance-low', { usd: '0.42' });
    isVisible = true;
    await notifier.hear('page/balance-low', { usd: '0.40' });
    await notifier.hear('sweep/done', { sweep: { snapshotsDeleted: 12, analyticsDeleted: 0, sessionsPurged: 1 } });
    expect(shown.map(({ id, message }) => [id, message])).toEqual([
      ['7:balance', '0.42 US dollars left.'],
      ['7:sweep', 'Removed 12 old snapshots, 1 session from the trash. See the log in the options, under Retention.'],
    ]);
  });

  it('says why a backup failed, and nothing of a sweep that removed nothing', async () => {
    isVisible = true;
    await notifier.hear('sweep/done', { sweep: { snapshotsDeleted: 0, analyticsDeleted: 0, sessionsPurged: 0 } });
    await notifier.hear('backup/failed', { code: 'disk-full', message: 'The disk is full.' });
    settings = { ...ALL, backupFailed: false };
    await notifier.hear('backup/failed', { code: 'disk-full', message: 'The disk is full.' });
    expect(shown).toEqual([{ id: '7:backup', title: 'The daily backup failed', message: 'The disk is full.' }]);
  });

  it('opens the panel of the window that was in front, and takes the notification away', async () => {
    await notifier.hear('chat/done', done());
    await notifier.clicked(shown[0]?.id ?? '');
    expect([opened, cleared]).toEqual([[7], ['7:s1']]);
    await notifier.clicked(':s1');
    expect(opened).toEqual([7]);
  });
});
