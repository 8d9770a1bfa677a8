import { createOnlyRun } from './embedded/only-run.ts';
import type { KeptStore } from './kept-store.ts';
import type { MovingIn } from './moving-in.ts';
import type { PlaceHandlers } from './place-dispatch.ts';

export interface MovingAccess {
  /** With the store in the browser open. Errors: why it is not. */
  readonly moving: () => Promise<Pick<MovingIn, 'preview' | 'move'>>;
  readonly kept: Pick<KeptStore, 'export' | 'remove'>;
  /** What `store/place` answers is another thing now. */
  readonly onChanged: () => void;
}

/** Answers what moves the browser's store into the host, and what is done with what stays. */
export function movingHandlers({ moving, kept, onChanged }: MovingAccess) {
  const { asOnlyRun } = createOnlyRun();
  return {
    'store/move-preview': async (_, context) => (await moving()).preview(context),
    async 'store/move'(_, context) {
      const moved = await (await moving()).move(context);
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
