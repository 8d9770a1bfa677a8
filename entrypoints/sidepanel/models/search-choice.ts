import type { Params } from '../../../lib/protocol/methods.ts';
import type { Message } from '../../../lib/protocol/shapes.ts';

export type SearchPlaceName = 'everywhere' | 'sessions' | 'archive' | 'trash';
export type SearchTime = 'any' | 'today' | 'week' | 'month' | 'year' | 'between';

/** Where is looked, and for what kind of message. */
export interface SearchChoice {
  readonly session: { readonly id: string; readonly title: string } | null;
  readonly role: Message['role'] | null;
  /** Empty = any. */
  readonly model: string;
  readonly place: SearchPlaceName;
  readonly time: SearchTime;
  /** Of `between`: days as YYYY-MM-DD, both included, empty = open. */
  readonly firstDay: string;
  readonly lastDay: string;
}

export const NO_CHOICE: SearchChoice = {
  ...{ session: null, role: null, model: '', place: 'everywhere' },
  ...{ time: 'any', firstDay: '', lastDay: '' },
};

/** How many of them narrow the search. */
export function countChoices({ session, role, model, place, time }: SearchChoice): number {
  return [session !== null, role !== null, model !== '', place !== 'everywhere', time !== 'any'].filter(Boolean).length;
}

const DAY_MS = 86_400_000;
const DAYS_BACK = { week: 7, month: 30, year: 365 };

/** What the store is asked. A session that is named is searched wherever it is. */
export function searchParams(query: string, choice: SearchChoice, nowMs: number): Params<'messages/search'> {
  const { session, role, model, place } = choice;
  const { from, to } = timesOf(choice, nowMs);
  return {
    query,
    ...(role !== null && { role }),
    ...(model !== '' && { model }),
    ...(from !== undefined && { from: from.toISOString() }),
    ...(to !== undefined && { to: to.toISOString() }),
    ...(session ? { sessionId: session.id } : PLACES[place]),
  };
}

const PLACES: Readonly<Record<SearchPlaceName, Pick<Params<'messages/search'>, 'archived' | 'deleted'>>> = {
  everywhere: {},
  sessions: { archived: false },
  archive: { archived: true },
  trash: { deleted: true },
};

interface Times {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

function timesOf({ time, firstDay, lastDay }: SearchChoice, nowMs: number): Times {
  if (time === 'any') return {};
  if (time === 'between') return { from: startOfDay(firstDay), to: startOfDay(lastDay, 1) };
  if (time !== 'today') return { from: new Date(nowMs - DAYS_BACK[time] * DAY_MS) };
  return { from: new Date(new Date(nowMs).setHours(0, 0, 0, 0)) };
}

/** Midnight where one is, or so many days later; undefined for no day. */
function startOfDay(day: string, daysLater = 0): Date | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const moment = new Date(0);
  moment.setFullYear(year, month - 1, date + daysLater);
  moment.setHours(0, 0, 0, 0);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
