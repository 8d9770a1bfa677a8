import { signal } from '@preact/signals';
import { describe, expect, it, vi } from 'vitest';
import { goalKey, ProofsModel } from '../../../../entrypoints/sidepanel/models/proofs-model.ts';
import type { Proof } from '../../../../lib/protocol/work-shapes.ts';
import { createFakeClient } from '../../../support/fake-client.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

const proof = (id: string, changes: Partial<Proof> = {}): Proof => ({
  ...{ id, sessionId: 's1', messageId: null, file: 'B.lean', line: 4, columnNumber: null, status: 'open' },
  ...{ goals: ['⊢ p'], diagnostics: [], createdAt: `2026-01-31T12:00:0${id}.000Z` },
  ...changes,
});

describe('ProofsModel', () => {
  it('tells files and places with the newest first, and each goal over time wherever it stood', async () => {
    const host = createFakeClient();
    const { now, timers } = createFakeClock();
    const proofs = [
      proof('1'),
      proof('2', { line: null, goals: [], diagnostics: [{ message: 'm', severity: 'error' }, 7] }),
      proof('3', { line: 6, goals: [{ hypotheses: [], target: 'p', pretty: '⊢ p', isDone: true }, { odd: 1 }] }),
      proof('4', { file: 'A.lean' }),
      proof('5', { goals: ['⊢ q'] }),
    ];
    host.answer('proofs/list', () => ({ proofs, nextCursor: null }));
    const env = { client: host.client, now, timers, newId: () => 'id' };
    using model = new ProofsModel({ env, isReady: signal(true), sessionId: signal('s1') });
    await vi.waitFor(() => expect(model.rows.value.state).toBe('ready'));
    const shown = model.files.value.map(({ file, places }) => [
      file,
      places.map(({ line, states }) => [line, states.map(({ id }) => id).join()]),
    ]);
    expect(shown).toEqual([
      ['A.lean', [[4, '4']]],
      [
        'B.lean',
        [
          [null, '2'],
          [4, '5,1'],
          [6, '3'],
        ],
      ],
    ]);
    expect(model.files.value[1]?.places[0]?.states[0].diagnostics).toEqual([
      { severity: 'error', message: 'm', line: null, column: null, tags: [] },
    ]);
    const history = model.histories.value.get(goalKey('B.lean', 'p'));
    expect(history?.map(({ id, line, isDone }) => [id, line, isDone])).toEqual([
      ['1', 4, false],
      ['3', 6, true],
    ]);
  });
});
