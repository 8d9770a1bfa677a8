import { playAt } from '../../lib/playback/play-at.ts';
import { recordingMarkdown } from '../../lib/playback/recording-markdown.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { RecordedEvent, Recording } from '../../lib/protocol/recording-shapes.ts';
import type { Client } from '../../lib/rpc/client.ts';
import { sessionFileName } from '../../lib/transfer/file-names.ts';
import { buildPage } from './recording-page/build-page.ts';

/** html: a page that plays. */
export type RecordingFormat = 'html' | 'markdown' | 'json';

export interface RecordingFile {
  readonly name: string;
  readonly text: string;
  /** Its media type. */
  readonly type: string;
}

/** A recording as a file. Errors: those of reading it; `too-large` for one that cannot be read in parts. */
export async function recordingFile(client: Client, id: string, format: RecordingFormat): Promise<RecordingFile> {
  const { recording } = await client.call('recordings/get', { id });
  const events = await readAll(client, recording);
  const name = sessionFileName(recording.title, recording.createdAt);
  if (format === 'json') {
    const text = JSON.stringify({ format: 'holdfast-recording', formatVersion: 1, recording, events }, null, 1);
    return { name: `${name}-recording.json`, text: `${text}\n`, type: 'application/json' };
  }
  if (format === 'markdown') {
    const text = recordingMarkdown(recording, playAt(null, events, Number.POSITIVE_INFINITY));
    return { name: `${name}-recording.md`, text, type: 'text/markdown' };
  }
  return { name: `${name}-recording.html`, text: await buildPage(recording, events), type: 'text/html' };
}

/** A page of the host ends where it has many. */
async function readAll(client: Client, { id, durationMs }: Recording): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (let fromMs = -1; ; ) {
    const { events, untilMs } = await client.call('recordings/events', { id, fromMs, toMs: durationMs });
    const last = all.at(-1)?.ordinal ?? -1;
    // Those since the keyframe before `fromMs` come again.
    const fresh = events.filter(({ ordinal }) => ordinal > last);
    all.push(...fresh);
    if (untilMs >= durationMs) return all;
    if (fresh.length === 0) throw new AppError('too-large', `Recording ${id} has more within 30 seconds than fits.`);
    fromMs = untilMs;
  }
}
