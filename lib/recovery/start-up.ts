/**
 * How far a panel is with its start: the preferences, the look for crashed panels, the last session from the store, what one
 * saw of it; each begins when the one before is over.
 */
export type StartUpStep = 'preferences' | 'crash-check' | 'session' | 'view' | 'ready';

export interface StartUp {
  readonly step: StartUpStep;
  /** `bare`: the last starts failed, so nothing is restored unless somebody asks for it. */
  readonly mode: 'restoring' | 'bare';
  /** What became of the offer to restore a crashed panel; it holds nothing up. */
  readonly offer: 'none' | 'open' | 'postponed' | 'settled';
  /** The balance is asked for beside everything else. */
  readonly balance: 'unasked' | 'asked' | 'known' | 'given-up';
}

export type StartUpEvent =
  | { readonly type: 'preferences-read' }
  /** The look is over; with crashed panels there is an offer, unless the last starts failed. */
  | { readonly type: 'checked'; readonly hasCrashes: boolean; readonly isCrashLoop: boolean }
  /** The journal cannot be read: one starts without it. */
  | { readonly type: 'check-failed' }
  /** The session is on the screen, or it is known that it will not be as long as the host is away. */
  | { readonly type: 'session-shown' }
  | { readonly type: 'session-failed' }
  | { readonly type: 'view-restored' }
  /** Somebody wants to see the offer: by its key, or from the recovery center. */
  | { readonly type: 'offer-opened' }
  | { readonly type: 'offer-postponed' }
  /** Every crashed panel was restored or discarded, here or in another panel. */
  | { readonly type: 'offer-settled' }
  | { readonly type: 'balance-asked' }
  | { readonly type: 'balance-known' }
  /** It took more than 5 s, or failed. */
  | { readonly type: 'balance-given-up' };

export const BEFORE_START: StartUp = { step: 'preferences', mode: 'restoring', offer: 'none', balance: 'unasked' };

/** The state after an event; the same object where the event means nothing in it. */
export function nextStartUp(state: StartUp, event: StartUpEvent): StartUp {
  switch (event.type) {
    case 'preferences-read':
      return from(state, 'preferences', { step: 'crash-check' });
    case 'checked':
      return from(state, 'crash-check', {
        step: 'session',
        mode: event.isCrashLoop ? 'bare' : 'restoring',
        offer: !event.hasCrashes ? 'none' : event.isCrashLoop ? 'postponed' : 'open',
      });
    case 'check-failed':
      return from(state, 'crash-check', { step: 'session' });
    case 'session-shown':
      return from(state, 'session', { step: 'view' });
    case 'session-failed':
      return from(state, 'session', { step: 'ready' });
    case 'view-restored':
      return from(state, 'view', { step: 'ready' });
    case 'offer-opened':
      return state.offer === 'postponed' ? { ...state, offer: 'open' } : state;
    case 'offer-postponed':
      return state.offer === 'open' ? { ...state, offer: 'postponed' } : state;
    case 'offer-settled':
      return state.offer === 'open' || state.offer === 'postponed' ? { ...state, offer: 'settled' } : state;
    case 'balance-asked':
      return state.balance === 'asked' ? state : { ...state, balance: 'asked' };
    case 'balance-known':
      return state.balance === 'asked' ? { ...state, balance: 'known' } : state;
    case 'balance-given-up':
      return state.balance === 'asked' ? { ...state, balance: 'given-up' } : state;
  }
}

function from(state: StartUp, step: StartUpStep, change: Partial<StartUp>): StartUp {
  return state.step === step ? { ...state, ...change } : state;
}
