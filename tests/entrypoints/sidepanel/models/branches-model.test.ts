import { effect } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BranchesModel } from '../../../../entrypoints/sidepanel/models/branches-model.ts';
import { messagesOf } from '../../../../entrypoints/sidepanel/models/message-reader.ts';
import type { PanelModel } from '../../../../entrypoints/sidepanel/models/panel-model.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { trashSession } from '../../../../lib/store/sessions.ts';
import { addMessage, addSession, at } from '../../../contract/rows.ts';
import { allRead, openPanelOver, type PanelOverHost } from '../../../support/panel-over-host.ts';
import { startTestHost, type TestHost } from '../../../support/test-host.ts';

interface Opened extends PanelOverHost {
  readonly host: TestHost;
  readonly branches: BranchesModel;
}

/** A panel that shows `talk`: two questions with their replies. */
async function openTalk(): Promise<Opened> {
  const host = startTestHost();
  addSession(host.db, 'talk', { title: 'Talk' });
  for (const id of ['q1', 'a1', 'q2', 'a2'])
    addMessage(host.db, 'talk', id, id[0] === 'a' ? { role: 'assistant' } : {});
  const over = await openPanelOver(host, 'talk');
  const branches = over.panel.modelOf(BranchesModel);
  await allRead();
  return { ...over, host, branches };
}

const textsOf = ({ conversation }: PanelModel) => messagesOf(conversation.page.value).map(({ content }) => content);

function shown({ conversation }: PanelModel, sequence: number): Message {
  const found = messagesOf(conversation.page.value).find((message) => message.sequence === sequence);
  if (!found) throw new Error(`Nothing is shown at ${sequence}.`);
  return found;
}

/** What is typed in the session that is shown. */
function typed({ drafts }: PanelModel): string | undefined {
  const draft = drafts.draft.value;
  return draft.state === 'ready' ? draft.text : undefined;
}

/** `place: which of how many` of what is shown. */
function versionsOf({ forks }: BranchesModel): string[] {
  const words = [...forks.value.versions].map(
    ([place, { versions, index }]) => `${place}: ${index + 1} of ${versions.length}`,
  );
  return words.sort();
}

/** Asks what is in the message field; the reply waits for a key. */
async function ask({ panel }: Opened, text: string): Promise<void> {
  panel.drafts.edit(text);
  expect(panel.chat.send(text)).toBe(true);
  await allRead();
}

describe('BranchesModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('edits a question in a branch that ends before it; what was said and typed before stays', async () => {
    using opened = await openTalk();
    const { panel, branches, host } = opened;
    panel.drafts.edit('Typed before');
    branches.edit(shown(panel, 3));
    expect([panel.sessions.title.value, typed(panel), branches.newBranch.value]).toEqual([
      'Talk',
      'Text of q2',
      { id: panel.sessions.currentId.value, kind: 'edit', from: 'talk', at: 2 },
    ]);
    await allRead();
    const id = panel.sessions.currentId.value ?? '';
    expect([textsOf(panel), typed(panel)]).toEqual([['Text of q1', 'Text of a1'], 'Text of q2']);
    expect(panel.sessions.current.value).toMatchObject({ branchName: 'edit', parentSessionId: 'talk', branchPoint: 2 });
    // Also after the panel was closed: it is known by what the store has.
    expect(branches.newBranch.value).toMatchObject({ id, kind: 'edit' });

    await ask(opened, 'Text of q2, put better');
    expect(textsOf(panel)).toEqual(['Text of q1', 'Text of a1', 'Text of q2, put better', '']);
    expect([typed(panel), branches.newBranch.value, versionsOf(branches)]).toEqual(['', undefined, ['3: 2 of 2']]);
    expect(branches.showVersion(3, -1, { sequence: 2, offsetPx: 7 })).toBe(true);
    await allRead();
    expect([textsOf(panel), typed(panel)]).toEqual([
      ['Text of q1', 'Text of a1', 'Text of q2', 'Text of a2'],
      'Typed before',
    ]);
    expect([versionsOf(branches), panel.viewState.wanted.value]).toEqual([
      ['3: 1 of 2'],
      { sessionId: 'talk', place: { sequence: 2, offsetPx: 7 }, caret: null },
    ]);
    expect(branches.showVersion(3, -1, null)).toBe(false);
    expect(host.reported).toEqual([]);
  });

  it('tells of a new branch without a gap, from the page and from the store', async () => {
    using opened = await openTalk();
    const { panel, branches } = opened;
    branches.edit(shown(panel, 3));
    const told: (string | undefined)[] = [];
    using _ = { [Symbol.dispose]: effect(() => void told.push(branches.newBranch.value?.kind)) };
    await allRead();
    expect(panel.save.unsaved.value).toEqual([]);
    expect(new Set(told)).toEqual(new Set(['edit']));
  });

  it('makes and asks everything in order once the store is back', async () => {
    using opened = await openTalk();
    const { panel, branches } = opened;
    opened.leave();
    branches.edit(shown(panel, 1));
    await allRead();
    const id = panel.sessions.currentId.value;
    expect([panel.sessions.title.value, typed(panel), panel.conversation.page.value.state]).toEqual([
      'Talk',
      'Text of q1',
      'loading',
    ]);
    await ask(opened, 'Asked on a train');
    expect(panel.chat.outgoing.value.map(({ content }) => content)).toEqual(['Asked on a train']);
    await opened.comeBack();
    expect([panel.sessions.currentId.value, textsOf(panel), typed(panel)]).toEqual([id, ['Asked on a train', ''], '']);
    expect([versionsOf(branches), panel.save.unsaved.value]).toEqual([['1: 2 of 2'], []]);
  });

  it('gives a branch up: back to where one read, with the way forward again', async () => {
    using opened = await openTalk();
    const { panel, branches } = opened;
    panel.viewState.watchPlace(() => ({ scrollTop: 90, place: { sequence: 1, offsetPx: 4 } }));
    branches.edit(shown(panel, 3));
    await allRead();
    panel.drafts.edit('Half an edit');
    const branch = branches.newBranch.value;
    if (branch) branches.giveUp(branch);
    await allRead();
    expect([panel.sessions.currentId.value, panel.viewState.wanted.value]).toEqual([
      'talk',
      { sessionId: 'talk', place: { sequence: 1, offsetPx: 4 }, caret: null },
    ]);
    expect([panel.notices.notice.value?.text, versionsOf(branches), branches.forks.value.starts.size]).toEqual([
      'Moved to the trash',
      [],
      0,
    ]);
    panel.notices.act();
    await allRead();
    expect([panel.sessions.currentId.value, typed(panel)]).toEqual([branch?.id, 'Half an edit']);
  });

  it.each(['in the list of what is not saved', 'at the message field'])(
    'leads back when a branch is refused and given up %s',
    async (where) => {
      using opened = await openTalk();
      const { panel, branches, host } = opened;
      const reply = shown(panel, 2);
      trashSession(host.db, 'talk', at(1));
      branches.branchFrom(reply);
      await allRead();
      const refused = panel.save.unsent.value[0];
      expect([refused?.change.method, refused?.error?.code]).toEqual(['sessions/branch', 'conflict']);
      const branch = branches.newBranch.value;
      if (where === 'at the message field' && branch) branches.giveUp(branch);
      else await panel.chat.discard(refused?.requestId ?? '');
      await allRead();
      expect([panel.sessions.currentId.value, branches.newBranch.value]).toEqual(['talk', undefined]);
      expect(panel.save.unsaved.value).toEqual([]);
    },
  );

  it('takes a question in a branch that is not made back to where it came from', async () => {
    using opened = await openTalk();
    const { panel, branches } = opened;
    opened.leave();
    branches.branchFrom(shown(panel, 2));
    await ask(opened, 'Too early');
    panel.drafts.edit('and more');
    await panel.chat.edit(panel.chat.outgoing.value[0]?.requestId ?? '');
    await opened.comeBack();
    expect([panel.sessions.currentId.value, typed(panel)]).toEqual(['talk', 'Too early\n\nand more']);
    expect([panel.save.unsaved.value, panel.sessions.rows.value.map(({ id }) => id)]).toEqual([[], ['talk']]);
  });

  it('comes back to the branch of a version in which one read it', async () => {
    using opened = await openTalk();
    const { panel, branches } = opened;
    branches.edit(shown(panel, 3));
    await allRead();
    await ask(opened, 'A better question');
    branches.branchFrom(shown(panel, 3));
    await allRead();
    const deep = panel.sessions.currentId.value;
    await ask(opened, 'On its own way');
    branches.showVersion(3, -1, null);
    await allRead();
    expect(panel.sessions.currentId.value).toBe('talk');
    branches.showVersion(3, 1, null);
    await allRead();
    expect([panel.sessions.currentId.value, versionsOf(branches)]).toEqual([deep, ['3: 2 of 2', '4: 2 of 2']]);
  });

  it('renames a branch by its own name, and reads on in its parent when the one that is shown is removed', async () => {
    using opened = await openTalk();
    const { panel, branches } = opened;
    branches.branchFrom(shown(panel, 2));
    await allRead();
    const { node } = branches;
    if (node.value) branches.rename(node.value, '  Another way ');
    await allRead();
    expect([node.value?.session.branchName, node.value?.session.title]).toEqual(['Another way', 'Talk']);
    if (node.value) branches.remove(node.value);
    await allRead();
    expect(panel.sessions.currentId.value).toBe('talk');
    if (node.value) branches.rename(node.value, 'A talk');
    await allRead();
    expect([panel.sessions.title.value, branches.forks.value.starts.size]).toEqual(['A talk', 0]);
  });

  it('hears of branches that another panel makes', async () => {
    using opened = await openTalk();
    const { branches, host } = opened;
    const id = crypto.randomUUID();
    await host.client.change('sessions/branch', { id, from: 'talk', at: 1 });
    await host.client.change('messages/append', { id: crypto.randomUUID(), sessionId: id, role: 'user', content: 'x' });
    await allRead();
    expect(versionsOf(branches)).toEqual(['2: 1 of 2']);
  });
});
