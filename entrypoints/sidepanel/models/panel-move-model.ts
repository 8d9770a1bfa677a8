import { createModel, effect, untracked } from '@preact/signals';
import { MoveModel } from './move-model.ts';
import type { PanelShared } from './panel-model.ts';

/** Moving into the host, begun in a panel. What ends while the dialog is closed is told by a notice. */
export const PanelMoveModel = createModel(({ env, notices, layout }: PanelShared) => {
  const move = new MoveModel({ env });
  let wasMoving = false;

  effect(() => {
    const { state } = move.moving.state.value;
    if (wasMoving && state !== 'running') untracked(tellIfUnseen);
    wasMoving = state === 'running';
  });

  function tellIfUnseen(): void {
    if (layout.dialog.peek() === 'place') return;
    const isDone = move.moving.state.peek().state === 'done';
    const text = isDone ? 'Everything is in the host now' : 'Moving to the host did not finish';
    notices.show({ text, isLasting: !isDone, action: { label: 'Show', run: () => layout.openDialog('place') } });
  }

  /** What is under way goes on; everything else is done with. */
  function closeDialog(): void {
    layout.closeDialog();
    move.close();
  }

  return { move, closeDialog };
});
