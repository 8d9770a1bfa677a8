import { describe, expect, it } from 'vitest';
import {
  BEFORE_START,
  nextStartUp,
  type StartUp,
  type StartUpEvent,
  type StartUpStep,
} from '../../../lib/recovery/start-up.ts';

const STEPS: readonly StartUpStep[] = ['preferences', 'crash-check', 'session', 'view', 'ready'];
const OFFERS: readonly StartUp['offer'][] = ['none', 'open', 'postponed', 'settled'];
const BALANCES: readonly StartUp['balance'][] = ['unasked', 'asked', 'known', 'given-up'];

const checked = (hasCrashes: boolean, isCrashLoop: boolean): StartUpEvent => ({
  type: 'checked',
  hasCrashes,
  isCrashLoop,
});
const EVENTS: readonly StartUpEvent[] = [
  { type: 'preferences-read' },
  ...[false, true].flatMap((hasCrashes) => [checked(hasCrashes, false), checked(hasCrashes, true)]),
  ...(['check-failed', 'session-shown', 'session-failed', 'view-restored'] as const).map((type) => ({ type })),
  ...(['offer-opened', 'offer-postponed', 'offer-settled'] as const).map((type) => ({ type })),
  ...(['balance-asked', 'balance-known', 'balance-given-up'] as const).map((type) => ({ type })),
];

/** Every edge there is: in which value of a part an event changes what. Everything else changes nothing. */
const EDGES: readonly [event: StartUpEvent, from: Partial<StartUp>, to: Partial<StartUp>][] = [
  [{ type: 'preferences-read' }, { step: 'preferences' }, { step: 'crash-check' }],
  [checked(false, false), { step: 'crash-check' }, { step: 'session', mode: 'restoring', offer: 'none' }],
  [checked(true, false), { step: 'crash-check' }, { step: 'session', mode: 'restoring', offer: 'open' }],
  [checked(false, true), { step: 'crash-check' }, { step: 'session', mode: 'bare', offer: 'none' }],
  [checked(true, true), { step: 'crash-check' }, { step: 'session', mode: 'bare', offer: 'postponed' }],
  [{ type: 'check-failed' }, { step: 'crash-check' }, { step: 'session' }],
  [{ type: 'session-shown' }, { step: 'session' }, { step: 'view' }],
  [{ type: 'session-failed' }, { step: 'session' }, { step: 'ready' }],
  [{ type: 'view-restored' }, { step: 'view' }, { step: 'ready' }],
  [{ type: 'offer-opened' }, { offer: 'postponed' }, { offer: 'open' }],
  [{ type: 'offer-postponed' }, { offer: 'open' }, { offer: 'postponed' }],
  [{ type: 'offer-settled' }, { offer: 'open' }, { offer: 'settled' }],
  [{ type: 'offer-settled' }, { offer: 'postponed' }, { offer: 'settled' }],
  [{ type: 'balance-asked' }, { balance: 'unasked' }, { balance: 'asked' }],
  [{ type: 'balance-asked' }, { balance: 'known' }, { balance: 'asked' }],
  [{ type: 'balance-asked' }, { balance: 'given-up' }, { balance: 'asked' }],
  [{ type: 'balance-known' }, { balance: 'asked' }, { balance: 'known' }],
  [{ type: 'balance-given-up' }, { balance: 'asked' }, { balance: 'given-up' }],
];

const STATES: readonly StartUp[] = STEPS.flatMap((step) =>
  OFFERS.flatMap((offer) => BALANCES.map((balance) => ({ step, mode: 'restoring' as const, offer, balance }))),
);

function isIn(state: StartUp, part: Partial<StartUp>): boolean {
  return Object.entries(part).every(([key, value]) => state[key as keyof StartUp] === value);
}

describe('nextStartUp', () => {
  it('has exactly these edges: every event in every state', () => {
    for (const state of STATES) {
      for (const event of EVENTS) {
        const edge = EDGES.find(([of, from]) => JSON.stringify(of) === JSON.stringify(event) && isIn(state, from));
        const next = nextStartUp(state, event);
        const what = `${JSON.stringify(state)} ${JSON.stringify(event)}`;
        if (edge) expect(next, what).toEqual({ ...state, ...edge[2] });
        else expect(next, what).toBe(state);
      }
    }
  });

  it('comes from the beginning to its end in the order of the specification, whatever happens beside it', () => {
    const walk = (events: readonly StartUpEvent[]) => events.reduce(nextStartUp, BEFORE_START);
    const plain: StartUpEvent[] = [
      ...[{ type: 'preferences-read' } as const, checked(true, false)],
      ...[{ type: 'session-shown' } as const, { type: 'view-restored' } as const],
    ];
    expect(walk(plain)).toMatchObject({ step: 'ready', offer: 'open', balance: 'unasked' });
    expect(
      walk([{ type: 'balance-asked' }, ...plain, { type: 'offer-postponed' }, { type: 'balance-given-up' }]),
    ).toEqual({
      ...{ step: 'ready', mode: 'restoring', offer: 'postponed', balance: 'given-up' },
    });
    expect(walk(plain.toReversed()), 'nothing is skipped').toMatchObject({ step: 'crash-check' });
  });
});
