import { BACKGROUND_METHODS } from './background-methods.ts';
import { LATER_METHODS } from './later-methods.ts';
import { FIRST_METHODS, type MethodName } from './methods.ts';
import { PLACE_METHODS } from './place-methods.ts';

/** The contract: every method of protocol version 1 that a host of this version answers. Everything else derives from it. */
export const METHODS = { ...FIRST_METHODS, ...LATER_METHODS };

/** Everything a page may call. */
export const CALLABLE_METHODS = { ...METHODS, ...BACKGROUND_METHODS, ...PLACE_METHODS };

/** Whether this version knows the method. */
export function isMethodName(value: string): value is MethodName {
  return Object.hasOwn(METHODS, value);
}
