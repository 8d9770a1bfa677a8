import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { recordingFile } from '../../../entrypoints/sidepanel/recording-file.ts';
import { outlineOf } from '../../../lib/playback/outline.ts';
import { pageSteps } from '../../../lib/playback/page-steps.ts';
import { readEvents } from '../../../lib/playback/recorded-events.ts';
import { addSession } from '../../contract/rows.ts';
import { startTestHost } from '../../support/test-host.ts';

const ID = '00000000-0000-4000-8000-000000000070';
const HOSTILE = '</script><script>alert(1)</script><!-- ]]> \u2028';

const EVENTS = [
  { ordinal: 0, atMs: 10, type: 'message.user', data: { messageId: 'q', text: HOSTILE } },
  { ordinal: 1, atMs: 20, type: 'message.assistant.start', data: { messageId: 'a', model: 'm' } },
  { ordinal: 2, atMs: 40_000, type: 'message.assistant.chunk', data: { messageId: 'a', text: 'One ' } },
  { ordinal: 3, atMs: 70_000, type: 'message.assistant.chunk', data: { messageId: 'a', text: '```js\ntwo' } },
  {
    ordinal: 4,
    atMs: 75_000,
    type: 'tool.complete',
    data: { messageId: 'a', callId: 'c', name: 'look', output: '```' },
  },
  { ordinal: 5, atMs: 80_000, type: 'message.assistant.complete', data: { messageId: 'a', status: 'interrupted' } },
  { ordinal: 6, atMs: 90_000, type: 'made.later', data: { a: 1 } },
];

const MARKERS = [{ atMs: 40_000, label: HOSTILE }];

async function recorded(events = EVENTS) {
  const host = startTestHost();
  addSession(host.db, 's');
  await host.client.change('recordings/start', { id: ID, sessionId: 's', title: `Tides ${HOSTILE}` });
  await host.client.change('recordings/append', { id: ID, events });
  await host.client.change('recordings/stop', { id: ID });
  return host;
}

describe('recordingFile', () => {
  it('writes all that there is as JSON', async () => {
    const { client } = await recorded();
    const { name, text, type } = await recordingFile(client, ID, 'json');
    expect([name, type]).toEqual([
      '2026-01-31-Tides-script-script-alert(1)-script-!---]]-recording.json',
      'application/json',
    ]);
    const { recording } = await client.call('recordings/get', { id: ID });
    expect(JSON.parse(text)).toEqual({ format: 'holdfast-recording', formatVersion: 1, recording, events: EVENTS });
  });

  it('reads a long one in parts', async () => {
    const text = 'x'.repeat(3 * 1024 * 1024);
    const events = Array.from({ length: 6 }, (_, ordinal) => ({
      ...{ ordinal, atMs: ordinal * 20_000, type: 'message.user', data: { messageId: `q${ordinal}`, text } },
    }));
    const host = await recorded(events.slice(0, 2));
    for (const event of events.slice(2)) await host.client.change('recordings/append', { id: ID, events: [event] });
    await host.client.change('recordings/stop', { id: ID });
    const file = JSON.parse((await recordingFile(host.client, ID, 'json')).text);
    expect(file.events.map(({ ordinal }: { ordinal: number }) => ordinal)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('writes what was said as Markdown, in which no part can end another', async () => {
    const { client } = await recorded();
    const { text } = await recordingFile(client, ID, 'markdown');
    expect(text.split('\n').slice(2)).toEqual([
      ...['- Recorded 2026-01-31 12:00:00 UTC, 1:30', '- 2 messages, 0 tokens in, 0 out, $0.0000', ''],
      ...['## 0:00 You', '', HOSTILE, '', '## 0:00 Reply, m', '', 'One ```js', 'two', ''],
      ...['````', 'look (completed)', '', '```', '````', '', '*Interrupted*', ''],
      ...['## 1:30 Unknown', '', 'Unknown event: made.later', ''],
    ]);
  });

  it('writes a page whose policy allows its own script and style, and nothing else', async () => {
    const { client } = await recorded();
    await client.change('recordings/update', { id: ID, markers: MARKERS });
    const { text } = await recordingFile(client, ID, 'html');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
    const hashOf = (source = '') => `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
    const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, source]) => source);
    const styles = [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, source]) => source);
    expect([scripts.length, styles.length]).toEqual([1, 1]);
    expect(policy.split('; ')).toEqual([
      ...["default-src 'none'", `script-src ${hashOf(scripts[0])}`, `style-src ${hashOf(styles[0])}`],
      ...["base-uri 'none'", "form-action 'none'"],
    ]);
    expect(text.match(/<\/?script/g)?.length).toBe(4);
    expect(text).not.toMatch(/\b(?:src|href)=|url\(|@import|\beval\b|innerHTML/);
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(text)?.[1] ?? '';
    const { steps, marks, markers } = JSON.parse(data);
    expect(steps).toEqual(JSON.parse(JSON.stringify(pageSteps(readEvents(EVENTS)))));
    expect({ marks, markers }).toEqual({ marks: outlineOf(readEvents(EVENTS)).marks, markers: MARKERS });
  });

  it('writes a page with a button for every jump that a key does', async () => {
    const { client } = await recorded();
    const { text } = await recordingFile(client, ID, 'html');
    expect([...text.matchAll(/<button [^>]*title="([^"]+)"/g)].map(([, title]) => title)).toEqual([
      ...['Previous tool call (,)', 'Previous message ([)', 'Play (Space)', 'Next message (])', 'Next tool call (.)'],
    ]);
  });
});

describe('pageSteps', () => {
  it('tells what grows by what was added', () => {
    const steps = pageSteps(readEvents(EVENTS));
    expect(
      steps.map(([atMs, entry, change]) => [atMs, entry, typeof change === 'string' ? change : change.head]),
    ).toEqual([
      [10, 0, 'You'],
      [20, 1, 'Reply · m'],
      [40_000, 1, 'One '],
      [70_000, 1, '```js\ntwo'],
      [75_000, 1, 'Reply · m'],
      [80_000, 1, 'Reply · m'],
      [90_000, 2, 'Unknown'],
    ]);
  });
});
