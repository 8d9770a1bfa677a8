/** Milliseconds since 1970. Passed in wherever time matters, so that tests decide what time it is. */
export type Now = () => number;

/** The two timer functions every engine has. A handle is opaque. */
export interface Timers {
  set(callback: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}
