import { formatBytes } from '../../lib/format-size.ts';
import type { AppError } from '../../lib/protocol/errors.ts';
import type { StoreCounts } from '../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { countOf, momentWords } from './keeping-words.ts';
import type { WorkState } from './models/work.ts';
import { workFailure } from './work-words.ts';

type Host = Result<'store/look-for-host'>;

/** Whether there is a host, as it was last looked for, as a sentence. */
export function hostWords(host: Host | null | undefined): string {
  if (!host) return 'Holdfast has not looked for it yet.';
  return host.isThere ? 'It is installed and running.' : ABSENCES[host.reason ?? 'lost'];
}

const ABSENCES: Readonly<Record<NonNullable<Host['reason']>, string>> = {
  'not-installed': 'It is not installed on this machine, or not for this browser.',
  forbidden: 'It is installed, but for another extension. Install the one that belongs to this Holdfast.',
  'not-started': 'It is installed, but the browser could not start it. Install it again, or ask “holdfast doctor” why.',
  exited: 'It is installed, but stops as soon as it is started. “holdfast doctor” says why.',
  lost: 'It was started, but did not answer. Look again in a moment.',
  'version-mismatch': 'It does not match the version of this extension. Update the older of the two.',
};

/** How much a store holds: `12 sessions, 340 messages, last changed 25 Nov 2026, 14:03`. */
export function storeWords({ sessions, messages, newest }: StoreCounts): string {
  if (sessions === 0) return 'no sessions yet';
  const changed = newest === null ? '' : `, last changed ${momentWords(newest)}`;
  return `${countOf(sessions, 'session')}, ${countOf(messages, 'message')}${changed}`;
}

/** How much room the browser gives, and what the store takes of it. */
export function roomWords(bytes: number, quotaBytes: number | null): string {
  return quotaBytes === null
    ? formatBytes(bytes)
    : `${formatBytes(bytes)}; the browser allows ${formatBytes(quotaBytes)}`;
}

/** Why moving was not brought to its end, and what holds now. The store in the browser goes on until the very end. */
export function moveFailure(error: AppError): string {
  const nothingLost = 'Everything is still in this browser.';
  switch (error.code) {
    case 'cancelled':
      return `Stopped. ${nothingLost} What the host already has is not copied twice.`;
    case 'disconnected':
      return `The connection to the host was lost. ${nothingLost} Move again when it is back; what is there is not copied twice.`;
    case 'disk-full':
      return `There is no room left on the disk. ${nothingLost} Free some space, then move again.`;
    case 'timeout':
      return `There was no sign of it for ten minutes, so it was stopped. ${nothingLost} Move again; what is there is not copied twice.`;
    // What is in the way, only the one who found it can say; it says what holds, too.
    case 'busy':
    case 'conflict':
    case 'invalid':
    case 'version-mismatch':
      return error.message;
    default:
      return `${workFailure(error)} ${nothingLost}`;
  }
}

const STEPS: Readonly<Record<string, string>> = {
  sending: 'Sending it to the host',
  comparing: 'Comparing what arrived, message by message',
};

/** How far moving is; what the host itself does, in the host's words. */
export function moveStep<Value>(work: WorkState<Value>): WorkState<Value> {
  if (work.state !== 'running' || work.step === undefined) return work;
  return { ...work, step: STEPS[work.step] ?? work.step };
}
