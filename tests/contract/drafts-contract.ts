import { describe, expect, it } from 'vitest';
import { MAX_CONTENT_BYTES } from '../../lib/protocol/limits.ts';
import { clearSentDraft, deleteDraft, getDraft, setDraft } from '../../lib/store/drafts.ts';
import { at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

export function draftsContract(openStore: OpenStore): void {
  describe('setDraft', () => {
    it.each(['s1', null])('keeps the newest text of %s', (sessionId) => {
      const db = openStore();
      const draft = (content: string, minutes: number) => ({ sessionId, content, updatedAt: at(minutes) });
      expect(getDraft(db, sessionId)).toEqual({ sessionId, content: '', updatedAt: '1970-01-01T00:00:00.000Z' });
      expect(setDraft(db, draft('a', 5))).toEqual(draft('a', 5));
      expect(setDraft(db, draft('older', 4))).toEqual(draft('a', 5));
      expect(setDraft(db, draft('as old', 5))).toEqual(draft('as old', 5));
      expect(setDraft(db, draft('', 6))).toEqual(draft('', 6));
      expect(getDraft(db, sessionId)).toEqual(draft('', 6));
    });

    it('keeps the drafts of sessions apart', () => {
      const db = openStore();
      for (const sessionId of ['s1', 's2', null])
        setDraft(db, { sessionId, content: `of ${sessionId}`, updatedAt: at(1) });
      deleteDraft(db, 's2');
      expect(['s1', 's2', null].map((id) => getDraft(db, id).content)).toEqual(['of s1', '', 'of null']);
    });

    it('refuses text that no message could hold', () => {
      const db = openStore();
      const content = 'x'.repeat(MAX_CONTENT_BYTES + 1);
      expect(() => setDraft(db, { sessionId: 's1', content, updatedAt: at(1) })).toThrow(withCode('too-large'));
      expect(getDraft(db, 's1').content).toBe('');
    });
  });

  describe('clearSentDraft', () => {
    it('empties the draft of the session, and no other', () => {
      const db = openStore();
      for (const sessionId of ['s1', 's2']) setDraft(db, { sessionId, content: 'Hello', updatedAt: at(1) });
      clearSentDraft(db, 's1', 'Hello', true);
      expect(['s1', 's2'].map((id) => getDraft(db, id).content)).toEqual(['', 'Hello']);
    });

    it('empties what was typed before there was a session, if that is what was sent', () => {
      const db = openStore();
      setDraft(db, { sessionId: null, content: '\n Hello \t\n', updatedAt: at(1) });
      clearSentDraft(db, 's1', 'Something else', true);
      expect(getDraft(db, null).content).toBe('\n Hello \t\n');
      clearSentDraft(db, 's1', 'Hello', true);
      expect(getDraft(db, null).content).toBe('');
    });

    it('leaves that alone when the session is older than the message', () => {
      const db = openStore();
      setDraft(db, { sessionId: null, content: 'Can you', updatedAt: at(1) });
      clearSentDraft(db, 's1', 'Can you explain?', false);
      expect(getDraft(db, null).content).toBe('Can you');
    });

    it('empties the beginning of what was sent: the rest was typed too quickly to be kept before', () => {
      const db = openStore();
      setDraft(db, { sessionId: 's1', content: 'Hel', updatedAt: at(1) });
      clearSentDraft(db, 's1', 'Hello', true);
      expect(getDraft(db, 's1').content).toBe('');
    });

    it('keeps what was typed while the message waited to be sent', () => {
      const db = openStore();
      setDraft(db, { sessionId: 's1', content: 'The next question', updatedAt: at(5) });
      clearSentDraft(db, 's1', 'Hello', true);
      expect(getDraft(db, 's1').content).toBe('The next question');
    });

    it('lets the sent text not come back, and text that was typed after it win, however late both arrive', () => {
      const db = openStore();
      const sent = { sessionId: 's1', content: 'Sent', updatedAt: at(1) };
      setDraft(db, sent);
      clearSentDraft(db, 's1', 'Sent', true);
      expect(setDraft(db, sent).content).toBe('');
      expect(setDraft(db, { sessionId: 's1', content: 'Typed next', updatedAt: at(2) }).content).toBe('Typed next');
    });
  });
}
