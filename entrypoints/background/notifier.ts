/** The parts of `browser.notifications` and the side panel that are used. */
export interface NotificationsLike {
  create(id: string, options: NotificationContent): Promise<unknown>;
  clear(id: string): Promise<unknown>;
}

interface NotificationContent {
  readonly type: 'basic';
  readonly iconUrl: string;
  readonly title: string;
  readonly message: string;
}

export interface NotifierOptions {
  /** Undefined as long as a person has not allowed notifications. */
  readonly notifications: () => NotificationsLike | undefined;
  /** What a person wants to be told of, as pages left it. */
  readonly settings: () => Promise<unknown>;
  /** Whether a panel is in view. */
  readonly isPanelVisible: () => boolean;
  /** The window that was in front last; undefined where there is none. */
  readonly frontWindowId: () => Promise<number | undefined>;
  /** Must be called in the very click. */
  readonly openPanel: (windowId: number) => Promise<void>;
}

/** Tells a person outside of the panel what happened, if they want to be told. */
export interface Notifier {
  /** What the host, or a page, says; everything that is nobody's news is passed over. */
  hear(method: string, params: unknown): Promise<void>;
  clicked(id: string): Promise<void>;
}

type Wish = 'replyDone' | 'balanceLow' | 'sweepDone' | 'backupFailed';

interface News {
  readonly wish: Wish;
  /** Told again, it takes the place of the one before. */
  readonly id: string;
  readonly title: string;
  readonly message: string;
  /** Nobody needs to be told of what they see. */
  readonly isSeenInPanel: boolean;
}

const ICON = '/icon/128.png';
const LONGEST_MESSAGE = 140;

export function createNotifier(options: NotifierOptions): Notifier {
  const { notifications, settings, isPanelVisible, frontWindowId, openPanel } = options;

  return {
    async hear(method, params) {
      const news = newsOf(method, params);
      if (!news || (news.isSeenInPanel && isPanelVisible())) return;
      const wishes = (await settings()) as Partial<Record<Wish, unknown>> | undefined;
      if (wishes?.[news.wish] !== true) return;
      // The click must know its window at once: asking for it there would be too late for the browser.
      const windowId = await frontWindowId().catch(() => undefined);
      const { id, title, message } = news;
      await notifications()?.create(`${windowId ?? ''}:${id}`, { type: 'basic', iconUrl: ICON, title, message });
    },
    async clicked(id) {
      const windowId = Number.parseInt(id, 10);
      if (!Number.isNaN(windowId)) await openPanel(windowId);
      await notifications()?.clear(id);
    },
  };
}

function newsOf(method: string, params: unknown): News | undefined {
  const told = (params ?? {}) as Record<string, unknown>;
  if (method === 'chat/done') {
    const reply = (told['reply'] ?? {}) as Record<string, unknown>;
    // Stopped by the person, or by what is told elsewhere.
    if (reply['status'] !== 'complete') return undefined;
    return {
      ...{ wish: 'replyDone', id: String(reply['sessionId']), isSeenInPanel: true },
      ...{ title: 'Reply done', message: firstWords(String(reply['content'] ?? '')) },
    };
  }
  if (method === 'chat/failed') {
    const error = (told['error'] ?? {}) as Record<string, unknown>;
    return {
      ...{ wish: 'replyDone', id: String(told['replyId']), isSeenInPanel: true },
      ...{ title: 'A reply failed', message: firstWords(String(error['message'] ?? '')) },
    };
  }
  if (method === 'page/balance-low') {
    const message = `${String(told['usd'])} US dollars left.`;
    return { wish: 'balanceLow', id: 'balance', isSeenInPanel: true, title: 'The balance is low', message };
  }
  if (method === 'sweep/done') {
    const removed = removedBy((told['sweep'] ?? {}) as Record<string, unknown>);
    if (removed === '') return undefined;
    const message = `Removed ${removed}. See the log in the options, under Retention.`;
    return { wish: 'sweepDone', id: 'sweep', isSeenInPanel: false, title: 'Old data was removed', message };
  }
  if (method === 'backup/failed') {
    const message = firstWords(String(told['message'] ?? ''));
    return { wish: 'backupFailed', id: 'backup', isSeenInPanel: false, title: 'The daily backup failed', message };
  }
  return undefined;
}

/** What a sweep removed, as `12 snapshots, 1 session of the trash`; empty when it was nothing. */
function removedBy(sweep: Readonly<Record<string, unknown>>): string {
  return REMOVED.flatMap(([field, one, many]) => {
    const count = Number(sweep[field] ?? 0);
    return count > 0 ? `${count} ${count === 1 ? one : many}` : [];
  }).join(', ');
}

const REMOVED = [
  ['snapshotsDeleted', 'old snapshot', 'old snapshots'],
  ['analyticsDeleted', 'usage record', 'usage records'],
  ['sessionsPurged', 'session from the trash', 'sessions from the trash'],
] as const;

/** The start of a text as one line. */
function firstWords(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line;
}
