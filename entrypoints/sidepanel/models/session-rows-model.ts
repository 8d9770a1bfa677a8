import { computed, createModel, signal } from '@preact/signals';
import type { Client } from '../../../lib/rpc/client.ts';
import type { ClockModel } from './clock-model.ts';
import { dayNumber, groupByDay } from './day-groups.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import type { SessionFilterModel } from './session-filter-model.ts';
import type { Shelf } from './session-page.ts';

/** What is done with a row in its place. */
export type RowTask = { readonly id: string; readonly kind: 'rename' | 'delete-forever' };

/** How long backups still hold what is deleted forever. */
export interface HeldByBackups {
  /** When the last one goes that was made by itself, at the latest; null = there is none. */
  readonly heldUntil: string | null;
  /** Those that stay until a person removes them. */
  readonly keptByHand: number;
}

/** The list as it stands on the screen. It outlives the sheet, which opens where it was left. */
export const SessionRowsModel = createModel((filter: SessionFilterModel, clock: ClockModel, client: Client) => {
  const today = computed(() => dayNumber(clock.nowMs.value));
  const groups = computed(() => {
    // The day is what changes the groups, not each tick of the clock.
    void today.value;
    return groupByDay(filter.rows.value, clock.nowMs.peek());
  });
  /** The row that the keyboard is at; the one that Tab goes to. */
  const activeId = signal<string | null>(null);
  const task = signal<RowTask | undefined>(undefined);
  /** Of what is about to be deleted forever. */
  const held = signal<Remote<HeldByBackups>>(LOADING);
  /** The new name as far as it is typed: the row can be drawn in another place meanwhile. */
  let typedName: string | undefined;
  /** How far each list was scrolled, px. */
  const places = new Map<Shelf, number>();

  function goTo(id: string | null): void {
    activeId.value = id;
  }

  function start(kind: RowTask['kind'], id: string): void {
    activeId.value = id;
    typedName = undefined;
    task.value = { kind, id };
    if (kind === 'delete-forever') void askHeld();
  }

  async function askHeld(): Promise<void> {
    held.value = LOADING;
    try {
      const { heldUntil, keptByHand } = await client.call('backups/list', {});
      held.value = ready({ heldUntil, keptByHand });
    } catch (error) {
      held.value = failed(error);
    }
  }

  function typeName(text: string): void {
    typedName = text;
  }

  function nameSoFar(): string | undefined {
    return typedName;
  }

  function stop(): void {
    task.value = undefined;
  }

  function placeOf(shelf: Shelf): number | undefined {
    return places.get(shelf);
  }

  function keepPlace(shelf: Shelf, top: number): void {
    places.set(shelf, top);
  }

  return { groups, activeId, task, held, goTo, start, stop, typeName, nameSoFar, placeOf, keepPlace };
});
export type SessionRowsModel = InstanceType<typeof SessionRowsModel>;
