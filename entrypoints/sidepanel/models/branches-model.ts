import { computed, createModel, effect, signal, untracked } from '@preact/signals';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { Place } from '../../../lib/recovery/crash-record.ts';
import { type BranchNode, type Family, type Forks, forksOf, ownerAt, toFamily } from './branch-tree.ts';
import { onSessionsChanged } from './changed-sessions.ts';
import { messagesOf } from './message-reader.ts';
import type { PanelShared } from './panel-model.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import { makingOf } from './unsaved-change.ts';

/** What a branch is called that a person has given no name. */
const NAMES = { branch: 'branch', edit: 'edit' } as const;
export type BranchKind = keyof typeof NAMES;

/** The session that is shown and everything that belongs to it. */
export interface KnownFamily {
  readonly nodes: Family;
  /** There are more than are told of. */
  readonly hasMore: boolean;
}

/** A branch in which nothing of its own is said yet. */
export interface NewBranch {
  readonly id: string;
  readonly kind: BranchKind;
  /** What it is a branch of. */
  readonly from: string;
  /** Of its last message; 0 = it begins anew. */
  readonly at: number;
}

const NO_FORKS: Forks = { versions: new Map(), starts: new Map() };

/** The branches around the session that is shown: where they start, the versions of its messages, and making new ones. */
export const BranchesModel = createModel((shared: PanelShared) => {
  const { env, save, sessions, drafts, conversation, viewState, layout, notices } = shared;
  const { currentId } = sessions;
  const family = signal<Remote<KnownFamily>>(LOADING);
  /** Those that the store does not have yet. */
  const unmade = signal<ReadonlyMap<string, NewBranch>>(new Map());
  /** Of those, the ones that it has by now, until the family that they are in is read. */
  const arrived = new Set<string>();
  /** Of a version that was left: in which session one read it, which may be a later branch of it. */
  const leftIn = new Map<string, string>();
  /** Of a branch: where one read when it was made. */
  const leftAt = new Map<string, Place | null>();
  /** Which version was chosen last, for whoever does not see it. */
  const versionWords = signal('');
  /** The button that was pressed; it is to have the focus in the session that it led to. */
  let pressed: { readonly place: number; readonly step: 1 | -1 } | undefined;

  const node = computed(() => {
    const known = family.value;
    return known.state === 'ready' ? known.value.nodes.get(currentId.value ?? '') : undefined;
  });
  const forks = computed(() => {
    const [known, shown] = [family.value, node.value];
    return shown && known.state === 'ready' ? forksOf(known.value.nodes, shown) : NO_FORKS;
  });
  const newBranch = computed<NewBranch | undefined>(() => {
    const id = currentId.value ?? '';
    const branch = unmade.value.get(id) ?? newBranchOf(node.value);
    const isAsked = save.unsaved.value.some(
      ({ change }) => change.method === 'chat/send' && change.params.sessionId === id,
    );
    const last = messagesOf(conversation.page.value).at(-1)?.sequence ?? 0;
    return branch && !isAsked && last <= branch.at ? branch : undefined;
  });

  effect(() => {
    const id = currentId.value;
    const canRead = conversation.isReady.value;
    untracked(() => {
      if (id !== null && canRead && !unmade.value.has(id)) void load(id);
    });
  });
  effect(() =>
    onSessionsChanged(env, (ids) => {
      const id = currentId.peek();
      const known = family.peek();
      // A host that does not know of branches learns nothing by being asked again.
      if (known.state === 'failed' && known.error.code === 'version-mismatch') return;
      const isConcerned = known.state !== 'ready' || !ids || [...known.value.nodes.keys()].some((one) => ids.has(one));
      if (id !== null && isConcerned && !unmade.peek().has(id)) void load(id);
    }),
  );
  // One that a person gave up before the store had it.
  effect(() => {
    const waiting = new Set(save.unsaved.value.map(({ change }) => (change.params as { readonly id?: unknown }).id));
    for (const { id, from } of untracked(() => unmade.value).values()) {
      if (waiting.has(id) || arrived.has(id)) continue;
      forget(id);
      if (currentId.peek() === id) sessions.open(from);
    }
  });

  async function load(id: string): Promise<void> {
    const before = family.peek();
    // Within a family nothing goes from the screen.
    if (before.state !== 'ready' || !before.value.nodes.has(id)) family.value = LOADING;
    try {
      const { branches, hasMore } = await env.client.call('sessions/branches', { id });
      if (currentId.peek() === id) family.value = ready({ nodes: toFamily(branches), hasMore });
    } catch (error) {
      if (currentId.peek() === id && family.peek().state !== 'ready') family.value = failed(error);
    }
  }

  function reload(): void {
    const id = currentId.peek();
    if (id !== null) void load(id);
  }

  /** Begins a branch that ends with this message. */
  function branchFrom({ sessionId, sequence }: Message): void {
    begin('branch', sessionId, sequence);
  }

  /** Begins a branch that ends before this question, with the question in its message field. */
  function edit({ sessionId, sequence, content }: Message): void {
    begin('edit', sessionId, sequence - 1, content);
  }

  function begin(kind: BranchKind, from: string, at: number, draft?: string): void {
    const id = env.newId();
    const title = sessions.current.peek()?.title;
    unmade.value = new Map(unmade.peek()).set(id, { id, kind, from, at });
    leftAt.set(id, viewState.read(from).place);
    save.submit({
      method: 'sessions/branch',
      params: { id, from, at, branchName: NAMES[kind], title },
      onSaved({ session }) {
        arrived.add(id);
        sessions.adopt(session);
        if (currentId.peek() !== id) return forget(id);
        conversation.reload();
        // What it is stays told, and can be given up, meanwhile.
        void load(id).then(() => forget(id));
      },
    });
    drafts.begin(id);
    if (draft !== undefined) drafts.takeBack(id, draft);
    layout.closeView();
    sessions.open(id);
  }

  function forget(id: string): void {
    arrived.delete(id);
    unmade.value = new Map([...unmade.peek()].filter(([other]) => other !== id));
  }

  /**
   * Goes back to what a branch was made of, and puts the branch into the trash with what was written in it; what the store refused
   * to make is not sent again.
   */
  function giveUp({ id, from }: NewBranch): void {
    const making = makingOf(id, save.unsaved.peek());
    if (making?.status === 'failed') save.discard(making.requestId);
    else sessions.remove(id);
    go(from, leftAt.get(id) ?? null);
  }

  /**
   * Shows the version before or after the one of a message that is shown, where `reading` says that one reads. False: there is
   * none.
   */
  function showVersion(place: number, step: 1 | -1, reading: Place | null): boolean {
    const fork = forks.peek().versions.get(place);
    const shown = node.peek();
    const next = fork?.versions[fork.index + step];
    if (!shown || !next) return false;
    leftIn.set(ownerAt(shown, place).id, shown.id);
    versionWords.value = `Version ${(fork?.index ?? 0) + step + 1} of ${fork?.versions.length}`;
    go(sessionOf(next, place), reading);
    return true;
  }

  /** Where one last read a version; the session that begins with it if that is gone or is on another way now. */
  function sessionOf(version: BranchNode, place: number): string {
    const known = family.peek();
    const left = known.state === 'ready' ? known.value.nodes.get(leftIn.get(version.id) ?? '') : undefined;
    const isThere = left && left.session.deletedAt === null && ownerAt(left, place) === version;
    return isThere ? left.id : version.id;
  }

  /** Opens a session of the family where one reads. */
  function go(id: string, reading: Place | null): void {
    viewState.want({ sessionId: id, place: reading, caret: null });
    sessions.open(id);
  }

  function press(place: number, step: 1 | -1, reading: Place | null): void {
    if (showVersion(place, step, reading)) pressed = { place, step };
  }

  /** Which button of a place is to have the focus; asked once. */
  function takePressed(place: number): 1 | -1 | undefined {
    if (pressed?.place !== place) return undefined;
    const { step } = pressed;
    pressed = undefined;
    return step;
  }

  /** A branch gets a name, a session of its own a title. */
  function rename({ id, parent }: BranchNode, name: string): void {
    const branchName = name.trim();
    if (branchName === '') return;
    if (!parent) return sessions.rename(id, branchName);
    save.submit({
      method: 'sessions/update',
      params: { id, branchName },
      onSaved: ({ session }) => sessions.adopt(session),
    });
  }

  /** Into the trash, with the way back; whoever reads it reads on in what it is a branch of. */
  function remove({ id, parent }: BranchNode): void {
    const isCurrent = currentId.peek() === id;
    sessions.remove(id);
    if (isCurrent && parent && parent.session.deletedAt === null) sessions.open(parent.id);
  }

  function tellNoVersions(): void {
    notices.show({ text: 'There is no other version there.' });
  }

  return {
    ...{ family, node, forks, newBranch, reload, branchFrom, edit, giveUp },
    ...{ versionWords, showVersion, press, takePressed, rename, remove, tellNoVersions },
  };
});
export type BranchesModel = InstanceType<typeof BranchesModel>;

function newBranchOf(node: BranchNode | undefined): NewBranch | undefined {
  if (!node?.parent || node.lastPlace > node.point || node.session.deletedAt !== null) return undefined;
  const kind = node.session.branchName === NAMES.edit ? 'edit' : 'branch';
  return { id: node.id, kind, from: node.parent.id, at: node.point };
}
