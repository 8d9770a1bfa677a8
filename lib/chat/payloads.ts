import { createParser } from 'eventsource-parser';
import { parseJson } from './json-fields.ts';
import { createRepeatedChunks } from './repeated-chunks.ts';

/** One JSON value that the server sent, and whether the event around it was named `error`. */
export interface Payload {
  readonly value: unknown;
  readonly isError: boolean;
}

export interface PayloadReceiver {
  /** Returns the text of a payload that says nothing else. */
  readonly onPayload: (payload: Payload) => string | undefined;
  /** A payload is, but for its text, as one before that said nothing else. */
  readonly onText: (text: string) => void;
}

/** One event, or a whole answer that is no stream, is at most this long, in UTF-16 units. */
const MAX_PAYLOAD_LENGTH = 32 * 1024 * 1024;

/**
 * Reads the body of an answer: server-sent events or, from servers that do not stream, one JSON document. The first
 * character tells which, since content types lie: no event begins with `{`.
 */
export function createPayloads({ onPayload, onText }: PayloadReceiver) {
  // Not fatal: a code point that the end of the body cuts becomes U+FFFD.
  const decoder = new TextDecoder('utf-8');
  const events = createEvents({ onPayload, onText });
  const document = createDocument(onPayload);
  let reader: BodyReader | undefined;
  let leading = '';

  const take = (text: string): void => {
    if (reader === undefined) {
      leading = (leading + text).trimStart();
      if (leading === '') return;
      reader = leading.startsWith('{') ? document : events;
      reader.take(leading);
    } else {
      reader.take(text);
    }
  };

  return {
    feed: (bytes: Uint8Array): void => take(decoder.decode(bytes, { stream: true })),
    end: (): void => {
      take(decoder.decode());
      reader?.end();
    },
    /** `[DONE]` came, or the one document is whole: the server has said all that there is. */
    isComplete: (): boolean => reader?.isComplete() ?? false,
    isTooLarge: (): boolean => reader?.isTooLarge() ?? false,
  };
}

interface BodyReader {
  take(text: string): void;
  end(): void;
  isComplete(): boolean;
  isTooLarge(): boolean;
}

function createEvents({ onPayload, onText }: PayloadReceiver): BodyReader {
  const repeated = createRepeatedChunks();
  let isDone = false;
  let isTooLarge = false;
  const parser = createParser({
    maxBufferSize: MAX_PAYLOAD_LENGTH,
    onEvent: ({ data, event }) => {
      const known = isDone || event !== undefined ? undefined : repeated.textIn(data);
      if (known !== undefined) return onText(known);
      for (const text of isDone ? [] : jsonTexts(data)) {
        if (text.trim() === '[DONE]') {
          isDone = true;
          return;
        }
        const isError = event === 'error';
        const value = parseJson(text) ?? (isError ? { error: text } : undefined);
        const content = value === undefined ? undefined : onPayload({ value, isError });
        if (content !== undefined) repeated.learn(text, content);
      }
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') isTooLarge = true;
    },
  });
  return {
    take: (text) => {
      if (!isTooLarge) parser.feed(text);
    },
    end: () => {
      // The last event counts also when the blank line after it is missing.
      if (!isTooLarge) parser.feed('\n\n');
    },
    isComplete: () => isDone,
    isTooLarge: () => isTooLarge,
  };
}

/** An event is one JSON text; where a server forgot the blank lines between events, one in each line. */
function jsonTexts(data: string): readonly string[] {
  return data.includes('\n') && parseJson(data) === undefined ? data.split('\n') : [data];
}

function createDocument(onPayload: PayloadReceiver['onPayload']): BodyReader {
  const texts: string[] = [];
  let length = 0;
  let isComplete = false;
  const isTooLarge = () => length > MAX_PAYLOAD_LENGTH;
  return {
    take: (text) => {
      length += text.length;
      if (!isTooLarge()) texts.push(text);
    },
    end: () => {
      const value = isTooLarge() ? undefined : parseJson(texts.join(''));
      if (value === undefined) return;
      isComplete = true;
      onPayload({ value, isError: false });
    },
    isComplete: () => isComplete,
    isTooLarge,
  };
}
