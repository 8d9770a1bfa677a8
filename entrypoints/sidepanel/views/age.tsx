import type { ClockModel } from '../models/clock-model.ts';
import { age, fullTime } from './format.ts';

interface AgeProps {
  readonly timestamp: string;
  readonly clock: ClockModel;
}

/** How long ago, with the moment itself on hovering. */
export function Age({ timestamp, clock }: AgeProps) {
  return (
    <time class="age" dateTime={timestamp} title={fullTime(timestamp)}>
      {age(timestamp, clock.nowMs.value)}
    </time>
  );
}
