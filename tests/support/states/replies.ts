import type { Page } from '@playwright/test';
import {
  messageField,
  replies as repliesOf,
  replyText,
  restore,
  send,
  setUpProvider,
  startSession,
} from '../../../scripts/browser/drive-panel.ts';
import type { ModelServer } from '../model-server/start-model-server.ts';
import { killWorkers } from '../reply-workers.ts';
import type { Journey } from './journey.ts';
import { scrollLog, scrollToHeading } from './places.ts';

const STORY = 'Tell me a long story';

/** A question and its answer, in every way that can go. */
export const replies: Journey = {
  name: 'Replies',
  states: {
    reply: 'A finished reply from its start.',
    'reply-end': 'Its end: tokens, cost, time, and what can be done with it.',
    'markdown-code': 'Emphasis, tasks and coloured code.',
    'markdown-table': 'A table that is wider than a narrow panel, and maths as it was written.',
    'markdown-end': 'An image as a chip with its address, lists within lists, a quotation.',
    'parts-folded': 'Reasoning and tool calls, folded.',
    'reasoning-opened': 'Reasoning, opened.',
    'tool-call-opened': 'A tool call, opened.',
    waiting: 'Asked; the model has said nothing yet.',
    'stopped-empty': 'Stopped before it said anything.',
    streaming: 'The reply is coming; the button stops it.',
    stopped: 'Stopped by hand: to continue, or to ask again.',
    'reply-refused': 'The server refused the key while answering.',
    'reply-failed': 'The server failed in the middle; what had come stays.',
    interrupted: 'Everything was killed in mid-reply; the text that had come is there.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost();
    const first = await profile.launch();
    const panel = await first.openPanel();
    await setUpProvider(panel, server);
    await send(panel, 'What does Holdfast keep?');
    await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
    await visit(panel, 'reply', () => scrollLog(panel, 'start'));
    await visit(panel, 'reply-end', () => scrollLog(panel, 'end'));

    await askNew(panel, server, 'demo-markdown', 'How do I keep a reply that is still coming?');
    await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
    const code = replyText(panel).locator('pre').filter({ hasText: 'export async' });
    await visit(panel, 'markdown-code', async () => {
      await scrollLog(panel, 'start');
      // Code is coloured when it comes near the screen.
      await code.locator('.code-keyword').first().waitFor();
    });
    await visit(panel, 'markdown-table', () => scrollToHeading(panel, 'What it costs'));
    await visit(panel, 'markdown-end', () => scrollLog(panel, 'end'));

    await askNew(panel, server, 'demo-reasoning', 'Think, then use your tools');
    const reasoning = repliesOf(panel)
      .first()
      .getByText(/^Reasoned/);
    await reasoning.waitFor();
    await setUpProvider(panel, { ...server, model: 'demo-tools' });
    await send(panel, 'Go on');
    const tool = repliesOf(panel).last().getByText('read_file');
    await repliesOf(panel).last().getByText('list_files').waitFor();
    await visit(panel, 'parts-folded', () => scrollLog(panel, 'end'));
    await reasoning.click();
    await tool.click();
    await visit(panel, 'reasoning-opened', () => scrollLog(panel, 'start'));
    await visit(panel, 'tool-call-opened', () => scrollLog(panel, 'end'));

    await askNew(panel, server, 'demo-silence', 'Is anybody there?');
    const stop = panel.getByRole('button', { name: 'Stop' });
    await visit(panel, 'waiting', () => stop.waitFor());
    await stop.click();
    await visit(panel, 'stopped-empty', () => panel.getByText('Stopped before it started').waitFor());

    await askNew(panel, server, 'demo-slow', STORY);
    await replyText(panel).getByText('Sentence 2').waitFor();
    await visit(panel, 'streaming', () => stop.waitFor());
    await stop.click();
    await visit(panel, 'stopped', () => panel.getByText('Stopped before it finished').waitFor());

    await askNew(panel, server, 'demo-401', 'Is my key still good?');
    await visit(panel, 'reply-refused', () => panel.getByText('The key was refused').waitFor());
    await askNew(panel, server, 'demo-overload', 'And is the server?');
    await visit(panel, 'reply-failed', () => panel.getByText('The model server failed').waitFor());

    await askNew(panel, server, 'demo-slow', 'Tell me another one');
    await replyText(panel).getByText('Sentence 3').waitFor();
    await first.kill({ withHost: true });
    killWorkers(profile.home);
    const after = await (await profile.launch()).openPanel();
    await restore(after);
    // Settings reach the disk a while after they were made, and a kill takes them.
    await setUpProvider(after, server);
    await visit(after, 'interrupted', () => after.getByText('Stopped before it finished').waitFor());
  },
};

/** A new session that begins with this question to this model. */
async function askNew(panel: Page, server: ModelServer, model: string, question: string): Promise<void> {
  await setUpProvider(panel, { ...server, model });
  await startSession(panel);
  await messageField(panel).waitFor();
  await send(panel, question);
}
