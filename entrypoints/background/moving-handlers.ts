import type { KeptStore } from './kept-store.ts';
import type { MovingIn } from './moving-in.ts';
import type { PlaceHandlers } from './place-dispatch.ts';

export interface MovingAccess {
  readonly moving: Pick<MovingIn, 'preview' | 'move'>;
  readonly kept: Pick<KeptStore, 'export' | 'remove'>;
  /** Does long work on the store in the browser as the only one of its kind. */
  readonly asOnlyRun: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** What `store/place` answers is another thing now. */
  readonly onChanged: () => void;
}

/** Answers what moves the browser's store into the host, and what is done with what stays. */
export function movingHandlers({ moving, kept, asOnlyRun, onChanged }: MovingAccess) {
  return {
    'store/move-preview': (_, context) => asOnlyRun(() => moving.preview(context)),
    async 'store/move'(_, context) {
      const moved = await asOnlyRun(() => moving.move(context));
      onChanged();
      return moved;
    },
    'store/export-kept': (params, context) => asOnlyRun(() => kept.export(params, context)),
    async 'store/remove-kept'() {
      await asOnlyRun(kept.remove);
      onChanged();
      return {};
    },
  } satisfies PlaceHandlers;
}
