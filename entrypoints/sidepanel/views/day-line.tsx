import type { Message } from '../../../lib/protocol/shapes.ts';
import type { ClockModel } from '../models/clock-model.ts';
import { dayKey, dayWords } from './days.ts';

interface DayLineProps {
  readonly message: Message;
  /** The row drawn before it. */
  readonly before: Message | undefined;
  readonly clock: ClockModel;
}

/** Says the day where another one begins, and at the beginning when that is not today. */
export function DayLine({ message, before, clock }: DayLineProps) {
  const { createdAt } = message;
  const day = dayKey(createdAt);
  if (day === '' || (before && dayKey(before.createdAt) === day)) return null;
  const words = dayWords(createdAt, clock.nowMs.value);
  if (!before && words === 'Today') return null;
  return (
    <div class="day-line">
      <time dateTime={day}>{words}</time>
    </div>
  );
}
