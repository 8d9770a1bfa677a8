import type * as v from 'valibot';

/** read: may be asked again freely. change: idempotent by `_meta.requestId`. command: acts once, for a person who waits. */
export type MethodKind = 'read' | 'change' | 'command';

interface Method<
  Kind extends MethodKind,
  ParamsSchema extends v.GenericSchema<unknown, object>,
  ResultSchema extends v.GenericSchema,
> {
  readonly kind: Kind;
  readonly params: ParamsSchema;
  readonly result: ResultSchema;
  /** Parameters that are never logged. */
  readonly secrets: readonly string[];
}

const method =
  <Kind extends MethodKind>(kind: Kind) =>
  <P extends v.GenericSchema<unknown, object>, R extends v.GenericSchema>(
    params: P,
    result: R,
    secrets: readonly string[] = [],
  ): Method<Kind, P, R> => ({ kind, params, result, secrets });

export const read = method('read');
export const change = method('change');
export const command = method('command');
