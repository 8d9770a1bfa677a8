import { v7 as newId } from 'uuid';
import type { NewMessage } from '../../lib/store/messages.ts';

/** A moment in the stored form. */
export const MOMENT = '2026-01-31T12:00:00.000Z';

const WORDS =
  'a store keeps what it was given and gives it back as it was, even when the power goes while it is being written '.split(
    ' ',
  );

/** Text of words, the same for the same number: 40 to 440 characters, 240 in the middle. */
export function sampleText(seed: number): string {
  const length = 40 + ((seed * 2_654_435_761) % 401);
  let text = `${seed}`;
  for (let place = seed; text.length < length; place += 7) text += ` ${WORDS[place % WORDS.length]}`;
  return text;
}

/** A person's message of about 400 characters. */
export function sampleMessage(sessionId: string): NewMessage {
  const content = WORDS.join(' ').repeat(4).slice(0, 400);
  return { id: newId(), sessionId, role: 'user', content, createdAt: MOMENT, status: 'complete' };
}
