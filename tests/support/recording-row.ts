import type { Recording } from '../../lib/protocol/recording-shapes.ts';

/** A recording of a minute that has ended, an hour before noon. */
export function recordingRow(fields: Partial<Recording> & { id: string }): Recording {
  return {
    ...{ sessionId: 's', title: `Title of ${fields.id}`, createdAt: '2026-02-01T11:00:00.000Z', durationMs: 60_000 },
    ...{
      state: 'stopped',
      panelId: null,
      profileId: null,
      lastEventAt: null,
      tags: [],
      markers: [],
      earlierMessages: 0,
    },
    ...{ messages: 0, promptTokens: 0, completionTokens: 0, cost: 0 },
    ...fields,
  };
}
