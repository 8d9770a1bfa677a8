import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleFrom } from '../../../../entrypoints/sidepanel/models/title.ts';
import {
  type SimulatedBrowser,
  type SimulatedPanel,
  startSimulatedBrowser,
} from '../../../support/simulated-browser.ts';

/** What a promise needs at most before it is kept: 200 ms, and the way into the journal. */
const KEPT_MS = 250;

/** What one of the two places in which a panel can be open should hold. */
interface Place {
  panel: SimulatedPanel | undefined;
  /** Title of the session that is shown; null = the new one. */
  title: string | null;
  draft: string;
  /** A reply is being made. */
  isStreaming: boolean;
}

/** A panel that crashed with something at stake, as it must be offered. */
interface Lost {
  readonly title: string | null;
  readonly draft: string;
  /** Another panel asked in the same session: this one may not have seen the reply begin. */
  readonly isUncertain: boolean;
}

type Step =
  | { readonly kind: 'open' | 'send' | 'end-reply' | 'hide' | 'new'; readonly place: number }
  | { readonly kind: 'close'; readonly place: number; readonly isTold: boolean }
  | { readonly kind: 'type'; readonly place: number; readonly text: string }
  | { readonly kind: 'crash' | 'kill'; readonly reopened: readonly number[] }
  | { readonly kind: 'flush' }
  | { readonly kind: 'wait'; readonly ms: number };

const place = fc.nat(1);
/** Titles leave out spaces that say nothing. */
const letters = fc.string({ unit: fc.constantFrom(...'aé猫🐙!'), minLength: 1, maxLength: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('open' as const), place }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('type' as const),
      place,
      text: letters,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('send' as const, 'end-reply' as const), place }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('hide' as const, 'new' as const), place }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), place, isTold: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('crash' as const, 'kill' as const),
      reopened: fc.array(place, { maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'flush' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }) },
);

/** A person with two panels, and what is to come of all they do. */
class World {
  readonly browser: SimulatedBrowser;
  readonly places: readonly [Place, Place] = [emptyPlace(), emptyPlace()];
  readonly asked: string[] = [];
  #lost: Lost[] = [];

  constructor(browser: SimulatedBrowser) {
    this.browser = browser;
  }

  async run(step: Step): Promise<void> {
    switch (step.kind) {
      case 'flush':
        return this.browser.flushStorage();
      case 'wait':
        return this.browser.clock.advance(step.ms);
      case 'crash':
      case 'kill':
        return this.crash(step.kind === 'kill', step.reopened);
      case 'open':
        return this.open(step.place);
      default: {
        const at = this.places[step.place === 0 ? 0 : 1];
        if (at.panel) await this.act(at, at.panel, step);
      }
    }
  }

  async act(
    at: Place,
    open: SimulatedPanel,
    step: Exclude<Step, { kind: 'crash' | 'kill' | 'flush' | 'wait' | 'open' }>,
  ) {
    const { panel, recovery } = open;
    const { clock, host } = this.browser;
    switch (step.kind) {
      case 'type':
        at.draft += step.text;
        panel.drafts.edit(at.draft);
        break;
      case 'send': {
        const question = `${at.draft} ${this.asked.length}`;
        if (!panel.chat.canSend.peek()) break;
        panel.drafts.edit(question);
        expect(panel.chat.send(question)).toBe(true);
        this.asked.push(question);
        if (at.title === null) at.title = titleFrom(question);
        Object.assign(at, { draft: '', isStreaming: true });
        break;
      }
      case 'end-reply':
        for (const reply of host.provider.asked) await reply.end({});
        for (const other of this.places) other.isStreaming = false;
        break;
      case 'hide':
        recovery.hide();
        break;
      case 'new':
        panel.sessions.startNew();
        await clock.advance(KEPT_MS);
        Object.assign(at, { title: null, isStreaming: false, draft: draftIn(open) });
        break;
      case 'close':
        await clock.advance(KEPT_MS);
        await open.close({ isTold: step.isTold });
        Object.assign(at, emptyPlace());
        break;
    }
    await clock.advance(KEPT_MS);
  }

  /** Everything that is open is gone; what must be offered then is known from here. */
  async crash(withStorage: boolean, reopened: readonly number[]): Promise<void> {
    for (const at of this.places) {
      const { panel, title, draft, isStreaming } = at;
      const isCertain = draft.trim() !== '' || isStreaming;
      const isShared = title !== null && this.places.some((other) => other.isStreaming && other.title === title);
      if (panel && (isCertain || isShared)) this.#lost.unshift({ title, draft, isUncertain: !isCertain });
    }
    for (const at of this.places) Object.assign(at, emptyPlace());
    // What two panels showed alike is offered once.
    const isSame = (a: Lost, b: Lost) => a.title === b.title && a.draft === b.draft;
    this.#lost = this.#lost.filter(
      (one, place, all) =>
        all.findIndex((other) => isSame(one, other) && !(other.isUncertain && !one.isUncertain)) === place,
    );
    await this.browser.crash({ withStorage });
    for (const index of reopened) await this.open(index);
  }

  async open(index: number): Promise<void> {
    const at = this.places[index === 0 ? 0 : 1];
    if (at.panel) return;
    const panel = await this.browser.open();
    await this.browser.clock.advance(KEPT_MS);
    at.panel = panel;
    const { crashes, startUp } = panel.recovery;
    const offered = crashes.peek().map(({ record }) => record.session?.title.trim() ?? null);
    // No false prompt, none missing, and each names its session.
    for (const lost of this.#lost.filter(({ isUncertain }) => isUncertain)) {
      const sameTitle = (title: string | null) => title === lost.title;
      const expected = this.#lost.map(({ title }) => title).filter(sameTitle);
      if (offered.filter(sameTitle).length < expected.length) this.#lost = this.#lost.filter((one) => one !== lost);
    }
    expect(offered.toSorted(), 'offered').toEqual(this.#lost.map(({ title }) => title).toSorted());
    const isBare = startUp.peek().mode === 'bare';
    expect(panel.panel.layout.dialog.peek(), 'prompt').toBe(offered.length > 0 && !isBare ? 'restore' : undefined);
    while (crashes.peek()[0]) {
      const [crash] = crashes.peek();
      if (!crash) break;
      const title = crash.record.session?.title.trim() ?? null;
      const lost = this.#lost.find((one) => one.title === title && one.draft === crash.record.draft);
      expect(lost, 'the draft of a crashed panel').toBeDefined();
      await panel.recovery.restore(crash);
      await this.browser.clock.advance(KEPT_MS);
      if (lost) this.#lost = this.#lost.filter((one) => one !== lost);
      expect(panel.panel.sessions.title.peek().trim(), 'session').toBe(title ?? 'New session');
      // Two panels on one session share its draft, which the other one may have asked.
      const draft = lost?.draft ?? '';
      if (!this.asked.some((question) => question.startsWith(draft))) expect(draftIn(panel), 'draft').toContain(draft);
    }
    const id = panel.panel.sessions.currentId.peek();
    at.title = id === null ? null : panel.panel.sessions.title.peek().trim();
    at.draft = draftIn(panel);
    at.isStreaming = panel.panel.conversation.replyInProgress.peek() !== undefined;
  }

  /** Nothing that was asked is lost or there twice. */
  check(): void {
    const stored = this.browser.host.db.all<{ content: string }>("SELECT content FROM messages WHERE role = 'user'");
    expect(stored.map(({ content }) => content).toSorted()).toEqual(this.asked.toSorted());
  }
}

function emptyPlace(): Place {
  return { panel: undefined, title: null, draft: '', isStreaming: false };
}

function draftIn({ panel }: SimulatedPanel): string {
  const draft = panel.drafts.draft.peek();
  return draft.state === 'ready' ? draft.text : '';
}

describe('two panels that are used, closed and crash in any order', () => {
  it('offer what was at stake, name its session, prompt for nothing else, and lose nothing', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const world = new World(await startSimulatedBrowser());
        for (const one of steps) await world.run(one);
        await world.browser.clock.advance(1000);
        world.check();
      }),
      { numRuns: 300 },
    );
  });
});
