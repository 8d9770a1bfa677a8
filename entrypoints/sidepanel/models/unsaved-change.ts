import * as v from 'valibot';
import { isHeld, sessionOfChange, supersedingKey } from '../../../lib/protocol/delivery.ts';
import { AppError, isErrorCode } from '../../../lib/protocol/errors.ts';
import { type ChangeName, FIRST_METHODS, type Params, type Result } from '../../../lib/protocol/methods.ts';
import type { UnsentChange } from '../../../lib/protocol/shapes.ts';

export interface Change<M extends ChangeName> {
  readonly method: M;
  readonly params: Params<M>;
  /** Called once the store has committed, after a retry too. */
  readonly onSaved?: (result: Result<M>) => void;
}

/** A change of an earlier panel that this version cannot read. */
interface UnknownChange {
  readonly method: 'unknown';
  readonly params: Readonly<Record<string, unknown>>;
}

export type AnyChange = { [M in ChangeName]: Change<M> }[ChangeName] | UnknownChange;

/**
 * A change that is not acknowledged. `delayed`: more of it is expected, so it waits for its timer. `queued`: it survives
 * the browser and is sent by itself. `failed`: it waits for a person, also after the panel was closed.
 */
export interface UnsavedChange {
  /** Made once: sending again with it is harmless. */
  readonly requestId: string;
  readonly change: AnyChange;
  /** Kept, but not sent: a draft written over one that could not be read. */
  readonly isHeld: boolean;
  readonly status: 'delayed' | 'sending' | 'queued' | 'failed';
  /** Why it is not saved, where that is known. */
  readonly error?: AppError;
}

export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  /** Safe on this machine, not yet in the store. */
  | { readonly kind: 'queued'; readonly error: AppError | undefined }
  /** `isSentAgain`: by itself; otherwise it waits for a person. */
  | { readonly kind: 'unsaved'; readonly count: number; readonly error: AppError; readonly isSentAgain: boolean };

/** Why a change was refused: when an earlier one of its session held it back, what that one was refused for. */
export function reasonOf(entry: UnsavedChange, unsaved: readonly UnsavedChange[]): AppError | undefined {
  const session = sessionOf(entry);
  if (entry.status !== 'failed' || entry.error?.code !== 'conflict' || session === undefined) return entry.error;
  return unsaved.find((other) => other.status === 'failed' && sessionOf(other) === session)?.error;
}

/** What waits for a person. The making of a session goes with its question. */
export function unsentOf(unsaved: readonly UnsavedChange[]): readonly UnsavedChange[] {
  const failed = unsaved.filter(({ status }) => status === 'failed');
  return failed.filter((entry) => !isBirth(entry.change) || !failed.some((other) => isQuestionOf(entry, other)));
}

type Birth = Change<'sessions/create'> | Change<'sessions/branch'>;
type UnsavedBirth = UnsavedChange & { readonly change: Birth };

function isBirth(change: UnsavedChange['change']): change is Birth {
  return change.method === 'sessions/create' || change.method === 'sessions/branch';
}

/** The making of a session, anew or as a branch, if that is not saved. */
export function makingOf(sessionId: string | undefined, unsaved: readonly UnsavedChange[]): UnsavedBirth | undefined {
  return unsaved.find((entry): entry is UnsavedBirth => isBirth(entry.change) && entry.change.params.id === sessionId);
}

/** The making of the session that `entry` belongs to, if that is not saved. */
export function birthOf(entry: UnsavedChange, unsaved: readonly UnsavedChange[]): UnsavedBirth | undefined {
  return makingOf(sessionOf(entry), unsaved);
}

/** The same, if it was refused. */
export function refusedBirthOf(entry: UnsavedChange, unsaved: readonly UnsavedChange[]): UnsavedBirth | undefined {
  const birth = birthOf(entry, unsaved);
  return birth?.status === 'failed' ? birth : undefined;
}

/** Whether an entry is the refused first question of a session whose making is `birth`. */
export function isQuestionOf(birth: UnsavedChange, { change, status }: UnsavedChange): boolean {
  return status === 'failed' && change.method === 'chat/send' && change.params.sessionId === sessionOf(birth);
}

/** The session that a change belongs to. */
export function sessionOf({ change }: UnsavedChange): string | undefined {
  return sessionOfChange(change.method, change.params as Readonly<Record<string, unknown>>);
}

/** What a later change must share to replace this one; empty for what is never replaced. */
export function keyOf({ method, params }: { readonly method: string; readonly params: object }): string {
  return supersedingKey(method, params as Readonly<Record<string, unknown>>) ?? '';
}

/**
 * A change that another page, or an earlier panel, left with the background. Undefined for one of a later version that is
 * still sent by itself: nothing can be said of it here, and nothing has to be done.
 */
export function toUnsaved({ requestId, method, params, error }: UnsentChange): UnsavedChange | undefined {
  const { _meta, ...own } = params;
  const isKnown = isReadable(method, own);
  const change = (isKnown ? { method, params: own } : { method: 'unknown', params: own }) as AnyChange;
  const entry = { requestId, change, isHeld: isHeld(params) };
  if (error === null) return isKnown ? { ...entry, status: 'sending' } : undefined;
  const code = isErrorCode(error.code) ? error.code : 'internal';
  return { ...entry, status: 'failed', error: new AppError(code, error.message) };
}

function isReadable(method: string, params: object): boolean {
  if (!Object.hasOwn(FIRST_METHODS, method)) return false;
  const known = FIRST_METHODS[method as keyof typeof FIRST_METHODS];
  return known.kind === 'change' && v.safeParse(known.params, params).success;
}

/** An emptied draft that is kept until the store takes it, or the stored one can be read: nothing of a person's waits. */
function isNothing({ isHeld, change, status }: UnsavedChange): boolean {
  return change.method === 'drafts/set' && change.params.content === '' && (isHeld || status === 'queued');
}

/** What a person is told of all changes together: the worst of them. */
export function toSaveState(all: readonly UnsavedChange[]): SaveState {
  const unsaved = all.filter((entry) => !isNothing(entry));
  const [unsent] = unsentOf(unsaved);
  const why = unsent && reasonOf(unsent, unsaved);
  if (why) return { kind: 'unsaved', count: unsentOf(unsaved).length, error: why, isSentAgain: false };
  const held = unsaved.filter(({ status, error }) => error && status === 'sending');
  if (held[0]?.error) return { kind: 'unsaved', count: held.length, error: held[0].error, isSentAgain: true };
  const queued = unsaved.filter(({ status }) => status === 'queued');
  const error = queued.find((entry) => entry.error)?.error;
  if (queued.length > 0) return { kind: 'queued', error };
  return unsaved.length > 0 ? { kind: 'saving' } : { kind: 'saved' };
}
