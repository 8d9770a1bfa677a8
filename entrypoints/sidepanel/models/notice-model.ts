import { createModel, effect, signal } from '@preact/signals';
import type { Timers } from '../../../lib/clock.ts';
import { errorWords } from '../error-words.ts';
import { asAppError } from './remote.ts';

export interface Notice {
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** It stays until somebody deals with it, or another one comes. */
  readonly isLasting?: boolean;
}

/** Long enough to read two lines and to reach the button. */
const SHOWN_MS = 8000;

/** One short message at a time, which goes by itself. */
export const NoticeModel = createModel((timers: Timers) => {
  const notice = signal<Notice | undefined>(undefined);

  effect(() => {
    if (!notice.value || notice.value.isLasting) return undefined;
    const timer = timers.set(dismiss, SHOWN_MS);
    return () => timers.clear(timer);
  });

  function show(next: Notice): void {
    notice.value = next;
  }

  /** Says what could not be done, and why, with the way to do it again. */
  function showError(what: string, error: unknown, again: () => void): void {
    const { code } = asAppError(error);
    show({ text: `${what}: ${errorWords(code).what}.`, action: { label: 'Try again', run: again } });
  }

  function dismiss(): void {
    notice.value = undefined;
  }

  function act(): void {
    const run = notice.peek()?.action?.run;
    dismiss();
    run?.();
  }

  return { notice, show, showError, dismiss, act };
});
export type NoticeModel = InstanceType<typeof NoticeModel>;
