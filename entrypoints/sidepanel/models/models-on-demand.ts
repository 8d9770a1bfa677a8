import { effect, untracked } from '@preact/signals';

/** Of each kind one. It outlives the views that show it: what is under way goes on. */
export type ModelOf<Shared> = <Model extends Disposable>(Model: new (shared: Shared) => Model) => Model;

/** Models whose code is loaded when it is first needed; within a model, which ends them. */
export function createModelsOnDemand<Shared>(shared: Shared): ModelOf<Shared> {
  const made = new Map<unknown, Disposable>();
  effect(() => () => {
    for (const model of made.values()) model[Symbol.dispose]();
  });

  return <Model extends Disposable>(Model: new (shared: Shared) => Model) => {
    const known = made.get(Model) as Model | undefined;
    if (known) return known;
    const model = untracked(() => new Model(shared));
    made.set(Model, model);
    return model;
  };
}
