import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import type { AppError } from '../../../lib/protocol/errors.ts';
import { asSentence } from '../keeping-words.ts';
import type { WorkState } from '../models/work.ts';
import { workFailure } from '../work-words.ts';
import { useFocusHere } from './use-focus-here.ts';

interface WorkViewProps<T> {
  readonly work: WorkState<T>;
  /** What is done, until the host tells more: `Making a backup`. */
  readonly what: string;
  readonly onStop: () => void;
  /** What is said of one that was stopped, where something came of it. */
  readonly stopped?: string;
  /** Why it failed, and what to do; default: as of any work on the store. */
  readonly failure?: (error: AppError) => string;
  /** What can be done about what failed or was stopped, beside closing it. */
  readonly again?: (error: AppError) => { readonly label: string; readonly run: () => void } | undefined;
  /** Done with what failed or was stopped. */
  readonly onClose: () => void;
  /** What came of it. */
  readonly children?: (value: T) => ComponentChildren;
}

/** How far something is that takes a while, with a way to stop it; then what came of it. */
export function WorkView<T>(props: WorkViewProps<T>) {
  const { work, what, onStop, stopped, failure = workFailure, again, onClose, children } = props;
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  useFocusHere(button, work.state);
  switch (work.state) {
    case 'idle':
      return null;
    case 'running': {
      // Nothing done yet: it begins, or waits for other work.
      const { progress, step, isStopping = false } = work;
      return (
        <div class="row work">
          <div class="row-words">
            <p id={id} role="status">
              {step === undefined ? `${what}.` : asSentence(step)}
            </p>
            <progress aria-labelledby={id} max={1} {...(progress ? { value: progress } : {})} />
          </div>
          <button ref={button} type="button" class="button" aria-disabled={isStopping} onClick={onStop}>
            {isStopping ? 'Stopping…' : 'Stop'}
          </button>
        </div>
      );
    }
    case 'failed': {
      const isStopped = work.error.code === 'cancelled';
      const remedy = again?.(work.error);
      return (
        <div class="row">
          <p class={isStopped ? undefined : 'danger-text'} role="alert">
            {isStopped && stopped !== undefined ? stopped : failure(work.error)}
          </p>
          <div class="form-end">
            {remedy && (
              <button type="button" class="button" onClick={remedy.run}>
                {remedy.label}
              </button>
            )}
            <button ref={button} type="button" class="button quiet" onClick={onClose}>
              Close
            </button>
          </div>
        </div>
      );
    }
    case 'done':
      return children?.(work.value) ?? null;
  }
}
