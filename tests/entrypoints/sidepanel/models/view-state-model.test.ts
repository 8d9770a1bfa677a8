import { describe, expect, it } from 'vitest';
import { ViewStateModel } from '../../../../entrypoints/sidepanel/models/view-state-model.ts';

const place = { sequence: 7, offsetPx: 3 };
const caret = { start: 1, end: 2 };

describe('ViewStateModel', () => {
  it('tells what whoever draws it tells, and nothing where nobody does', () => {
    const view = new ViewStateModel();
    expect(view.read('s1')).toEqual({ scrollTop: 0, place: null, caret: null });
    const stops = [view.watchPlace(() => ({ scrollTop: 9, place })), view.watchCaret(() => caret)];
    expect(view.read('s1')).toEqual({ scrollTop: 9, place, caret });
    for (const stop of stops) stop();
    expect(view.read('s1')).toEqual({ scrollTop: 0, place: null, caret: null });
  });

  it('leaves the place to the one that came later', () => {
    const view = new ViewStateModel();
    const stop = view.watchPlace(() => ({ scrollTop: 1, place: null }));
    view.watchPlace(() => ({ scrollTop: 2, place: null }));
    stop();
    expect(view.read(null).scrollTop).toBe(2);
  });

  it('counts what is still wanted as being there, in its session', () => {
    const view = new ViewStateModel();
    view.want({ sessionId: 's1', place, caret });
    expect(view.read('s1')).toMatchObject({ place, caret });
    expect(view.read('s2')).toMatchObject({ place: null, caret: null });
    view.placeDone();
    expect([view.wanted.peek()?.place, view.read('s1').caret]).toEqual([null, caret]);
    view.caretDone();
    expect(view.wanted.peek()).toBe(undefined);
    view.want({ sessionId: 's1', place: null, caret: null });
    expect(view.wanted.peek(), 'nothing is wanted').toBe(undefined);
  });
});
