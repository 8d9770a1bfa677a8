import { computed, createModel } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { SendKey } from '../../../lib/preferences/schema.ts';
import type { ConversationModel } from './conversation-model.ts';
import type { DraftModel } from './draft-model.ts';
import { messagesOf } from './message-reader.ts';
import type { NoticeModel } from './notice-model.ts';
import { isLargePaste, joinPasted, type PastedText, splitPasted } from './pasted-text.ts';
import { preferenceSignal } from './preference-signal.ts';
import type { SessionsModel } from './sessions-model.ts';

interface ComposerOptions {
  readonly preferences: Preferences;
  readonly drafts: DraftModel;
  readonly conversation: ConversationModel;
  readonly notices: NoticeModel;
  readonly sessions: SessionsModel;
}

/** What the field under the conversation does with keys and with what is put into it. */
export const ComposerModel = createModel(
  ({ preferences, drafts, conversation, notices, sessions }: ComposerOptions) => {
    const settings = preferenceSignal(preferences, 'sidepanel.settings');
    const sendKey = computed(() => settings.value.keyboard.sendKey);
    /** What the field holds of an earlier question, and how far back that is. */
    let recalled: { readonly text: string; readonly stepsBack: number } | undefined;

    function setSendKey(next: SendKey): void {
      const before = preferences.get('sidepanel.settings');
      preferences.set('sidepanel.settings', { ...before, keyboard: { ...before.keyboard, sendKey: next } });
    }

    function current(): PastedText {
      const draft = drafts.draft.peek();
      return splitPasted(draft.state === 'ready' ? draft.text : '');
    }

    /** Takes what stands in the field; what was pasted stays beside it. */
    function type(text: string): void {
      drafts.edit(joinPasted({ ...current(), text }));
    }

    /** Keeps a long text beside what is typed. False: it is short, and belongs into the field. */
    function paste(pasted: string): boolean {
      if (!isLargePaste(pasted)) return false;
      const before = current();
      drafts.edit(joinPasted({ ...before, pasted: [...before.pasted, pasted] }));
      return true;
    }

    function removePasted(index: number): void {
      const before = current();
      drafts.edit(joinPasted({ ...before, pasted: before.pasted.toSpliced(index, 1) }));
      notices.show({
        text: 'Pasted text removed',
        action: { label: 'Undo', run: () => restorePasted(index, before.pasted[index] ?? '') },
      });
    }

    function restorePasted(index: number, pasted: string): void {
      const now = current();
      drafts.edit(joinPasted({ ...now, pasted: now.pasted.toSpliced(index, 0, pasted) }));
    }

    /** Puts a pasted text at the end of what is typed, to be changed there. */
    function unfoldPasted(index: number): void {
      const { text, pasted } = current();
      const unfolded = [text, pasted[index]].filter((part) => part !== '').join('\n\n');
      drafts.edit(joinPasted({ text: unfolded, pasted: pasted.toSpliced(index, 1) }));
    }

    /**
     * Puts the question before the one that is shown into the field, or the one after it; only over an empty field or
     * another recalled question. False: there is none, and the field is as it was.
     */
    function recall(direction: 'back' | 'forward'): boolean {
      const { text, pasted } = current();
      if (pasted.length > 0 || (text !== '' && text !== recalled?.text)) return false;
      const stepsBack = (text === '' ? 0 : (recalled?.stepsBack ?? 0)) + (direction === 'back' ? 1 : -1);
      const questions = messagesOf(conversation.page.peek()).filter(({ role }) => role === 'user');
      const found = stepsBack === 0 ? '' : questions.at(-stepsBack)?.content;
      if (stepsBack < 0 || found === undefined) return false;
      recalled = { text: found, stepsBack };
      drafts.edit(found);
      return true;
    }

    /** Empties the field, and brings everything back when asked to. */
    function clear(): void {
      const before = joinPasted(current());
      if (before === '') return;
      const key = sessions.currentId.peek();
      drafts.edit('');
      const undo = () => {
        // Into the session that it was taken from, which may not be the one that is shown.
        if (sessions.currentId.peek() !== key && key !== null) sessions.open(key);
        drafts.takeBack(key, before);
      };
      notices.show({ text: 'Draft deleted', action: { label: 'Undo', run: undo } });
    }

    async function copy(copyText: (text: string) => Promise<void>, text: string): Promise<void> {
      const words = await copyText(text).then(
        () => 'Copied',
        () => 'The browser did not allow copying',
      );
      notices.show({ text: words });
    }

    return { sendKey, setSendKey, type, paste, removePasted, unfoldPasted, recall, clear, copy };
  },
);
export type ComposerModel = InstanceType<typeof ComposerModel>;
