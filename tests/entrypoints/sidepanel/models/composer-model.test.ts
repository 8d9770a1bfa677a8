import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ComposerModel } from '../../../../entrypoints/sidepanel/models/composer-model.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { openConversation } from '../../../support/conversation-harness.ts';
import { messageRow } from '../../../support/fake-client.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';

const LONG = 'line\n'.repeat(100);

describe('ComposerModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function open(questions: readonly string[] = []) {
    const rows = questions.map((content, index) =>
      messageRow({ id: `m${index}`, sequence: index + 1, role: index % 2 === 0 ? 'user' : 'assistant', content }),
    );
    const harness = await openConversation('session-1', rows);
    const preferences = createPreferences(memoryStorage());
    const composer = new ComposerModel({ ...harness, preferences });
    const text = () => {
      const draft = harness.drafts.draft.value;
      return draft.state === 'ready' ? draft.text : undefined;
    };
    return Object.assign(harness, { composer, preferences, text });
  }

  it('keeps long pasted texts beside what is typed, in the one draft that is kept and sent', async () => {
    using panel = await open();
    const { composer } = panel;
    composer.type('What is this?');
    expect([composer.paste('short'), composer.paste(LONG)]).toEqual([false, true]);
    composer.type('What is this? Please.');
    expect(panel.text()).toBe(`What is this? Please.\n\n<pasted-text>\n${LONG}\n</pasted-text>`);
  });

  it('takes a pasted text away, and puts it back', async () => {
    using panel = await open();
    const { composer, notices } = panel;
    composer.paste(LONG);
    composer.paste(`${LONG}second`);
    const before = panel.text();
    composer.removePasted(0);
    expect(panel.text()).toBe(`<pasted-text>\n${LONG}second\n</pasted-text>`);
    notices.act();
    expect(panel.text()).toBe(before);
  });

  it('puts a pasted text into the message', async () => {
    using panel = await open();
    panel.composer.type('Look:');
    panel.composer.paste(LONG);
    panel.composer.unfoldPasted(0);
    expect(panel.text()).toBe(`Look:\n\n${LONG}`);
  });

  it('goes through the questions before, back and forward, and leaves what is typed alone', async () => {
    using panel = await open(['first', 'answer', 'second', 'answer']);
    const { composer } = panel;
    const steps = (['back', 'back', 'back', 'forward', 'forward', 'forward'] as const).map((direction) => [
      composer.recall(direction),
      panel.text(),
    ]);
    expect(steps).toEqual([
      [true, 'second'],
      [true, 'first'],
      [false, 'first'],
      [true, 'second'],
      [true, ''],
      [false, ''],
    ]);
    composer.type('my own');
    expect([composer.recall('back'), panel.text()]).toEqual([false, 'my own']);
  });

  it('deletes the draft, and brings it back into its session', async () => {
    using panel = await open();
    panel.composer.type('Half a thought');
    panel.composer.paste(LONG);
    const before = panel.text();
    panel.composer.clear();
    expect(panel.text()).toBe('');
    panel.sessions.open('session-2');
    panel.notices.act();
    expect([panel.sessions.currentId.value, panel.text()]).toEqual(['session-1', before]);
  });

  it('remembers what sends', async () => {
    using panel = await open();
    expect(panel.composer.sendKey.value).toBe('enter');
    panel.composer.setSendKey('mod+enter');
    expect(panel.preferences.get('sidepanel.settings').keyboard.sendKey).toBe('mod+enter');
  });

  it('says whether the browser let it be copied', async () => {
    using panel = await open();
    await panel.composer.copy(() => Promise.resolve(), 'text');
    expect(panel.notices.notice.value?.text).toBe('Copied');
    await panel.composer.copy(() => Promise.reject(new Error('no')), 'text');
    expect(panel.notices.notice.value?.text).toBe('The browser did not allow copying');
  });
});
