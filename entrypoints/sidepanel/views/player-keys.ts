import type { PlayerModel } from '../models/player-model.ts';

const STEP_MS = 5000;
const BIG_STEP_MS = 30_000;

/** What the keys do in a player. A field and a choice keep those that they need themselves, a button the one that presses it. */
export function onPlayerKey(event: KeyboardEvent, player: PlayerModel): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  const isSlider = target.matches('input[type="range"]');
  if (target.matches('select, textarea') || (target.matches('input') && !isSlider)) return;
  if (event.key === ' ' && target.matches('button, summary')) return;
  const run = KEYS[event.key];
  if (!run) return;
  event.preventDefault();
  run(player);
}

const by = (ms: number) => (player: PlayerModel) => player.seek(player.positionMs.peek() + ms);

const KEYS: Readonly<Record<string, (player: PlayerModel) => void>> = {
  ' ': ({ toggle }) => toggle(),
  ArrowLeft: by(-STEP_MS),
  ArrowRight: by(STEP_MS),
  PageUp: by(-BIG_STEP_MS),
  PageDown: by(BIG_STEP_MS),
  Home: ({ seek }) => seek(0),
  End: ({ seek, durationMs }) => seek(durationMs.peek()),
  '[': ({ jump }) => jump('message', -1),
  ']': ({ jump }) => jump('message', 1),
  ',': ({ jump }) => jump('tool', -1),
  '.': ({ jump }) => jump('tool', 1),
  '<': ({ changeSpeed }) => changeSpeed(-1),
  '>': ({ changeSpeed }) => changeSpeed(1),
  m: ({ addMarker }) => addMarker(),
};
