import { AppError } from '../protocol/errors.ts';
import { textOf } from './text-of.ts';

/** What is found in a file of sessions, in its order. `text` is JSON that nobody has looked into. */
export type Found =
  | { readonly kind: 'head'; readonly key: string; readonly text: string }
  | { readonly kind: 'field'; readonly key: string; readonly text: string }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'end of session' };

/** Levels of the file: the whole, its sessions, one of them, its messages. */
const WHOLE = 1;
const SESSIONS = 2;
const SESSION = 3;
const MESSAGES = 4;

/** Nothing of ours is nested deeper: a tool call may be 100 levels deep. */
const MAX_LEVEL = 120;
const MAX_KEY_BYTES = 1000;

const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  34, 92, 44, 58, 91, 93, 123, 125,
];

/**
 * Takes a file `{…, "sessions": [{…, "messages": […]}]}` apart as its bytes arrive: one message, or one field of a session,
 * is in memory at a time. Parsers that are to be had make a value of every token, bound neither depth nor length, and take
 * ten times as long. Errors of both: `invalid`.
 */
export interface SessionsScanner {
  feed(bytes: Uint8Array): Found[];
  /** To be called at the end of the file. */
  end(): void;
}

export function createSessionsScanner(maxValueBytes: number): SessionsScanner {
  const isArray: boolean[] = [];
  const keys: (string | undefined)[] = [];
  let inString = false;
  let isEscaped = false;
  let isAtKey = false;
  let hasBegun = false;
  /** What is being collected: a key, or a value up to its end at `level`. */
  let collected: { readonly level: number; readonly isKey: boolean; parts: Uint8Array[]; bytes: number } | undefined;

  const level = () => isArray.length;
  const isIn = (wanted: number) =>
    level() === wanted && (wanted < SESSIONS || keys[WHOLE] === 'sessions') && isRightPlace(wanted);
  const isRightPlace = (wanted: number) =>
    (wanted < SESSIONS || isArray[SESSIONS - 1] === true) &&
    (wanted < SESSION || isArray[SESSION - 1] === false) &&
    (wanted < MESSAGES || (keys[SESSION] === 'messages' && isArray[MESSAGES - 1] === true));

  function feed(bytes: Uint8Array): Found[] {
    const found: Found[] = [];
    let from = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (collected?.isKey) {
            keep(bytes.subarray(from, at + 1));
            keys[level()] = parseKey(take());
          }
        }
        continue;
      }
      switch (byte) {
        case QUOTE:
          if (level() === 0) throw notOurs();
          inString = true;
          if (isAtKey && !collected) {
            collected = { level: level(), isKey: true, parts: [], bytes: 0 };
            from = at;
          }
          isAtKey = false;
          break;
        case OPEN_OBJECT:
        case OPEN_ARRAY:
          open(byte === OPEN_ARRAY, at);
          break;
        case COLON:
          if (!collected && isValueWanted()) collect(at);
          break;
        case COMMA:
          finish(bytes.subarray(from, at), found);
          if (isArray[level() - 1] === false && !collected) isAtKey = true;
          else if (isIn(MESSAGES) && !collected) collect(at);
          break;
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
          close(byte === CLOSE_ARRAY, bytes.subarray(from, at), found);
          break;
        default:
          if (level() === 0 && byte > 32 && !isByteOrderMark(byte)) throw notOurs();
      }
    }
    if (collected) keep(bytes.subarray(from));
    return found;

    function collect(at: number): void {
      collected = { level: level(), isKey: false, parts: [], bytes: 0 };
      from = at + 1;
    }

    function open(opensArray: boolean, at: number): void {
      if (level() === 0 && (hasBegun || opensArray)) throw notOurs();
      hasBegun = true;
      isArray.push(opensArray);
      if (level() > MAX_LEVEL) throw new AppError('invalid', 'The file is nested too deeply. It is not imported.');
      keys[level()] = undefined;
      if (collected) return;
      isAtKey = !opensArray;
      if (isIn(MESSAGES)) collect(at);
    }
  }

  function isByteOrderMark(byte: number): boolean {
    return !hasBegun && (byte === 0xef || byte === 0xbb || byte === 0xbf);
  }

  /** Sessions and messages are looked into; what is not the sessions is read as a whole. */
  function isValueWanted(): boolean {
    const key = keys[level()];
    return (isIn(WHOLE) && key !== 'sessions') || (isIn(SESSION) && key !== 'messages');
  }

  function close(closesArray: boolean, before: Uint8Array, found: Found[]): void {
    finish(before, found);
    if (isArray[level() - 1] !== closesArray) throw cutOff();
    const endsSession = isIn(SESSION) && !collected;
    isArray.pop();
    isAtKey = false;
    if (endsSession) found.push({ kind: 'end of session' });
  }

  /** A comma, or the end of what it is in, ends a value. */
  function finish(bytes: Uint8Array, found: Found[]): void {
    if (!collected || collected.isKey || collected.level !== level()) return;
    keep(bytes);
    const text = take();
    if (text.trim() === '') return;
    const key = keys[level()] ?? '';
    if (level() === MESSAGES) found.push({ kind: 'message', text });
    else found.push({ kind: level() === WHOLE ? 'head' : 'field', key, text });
  }

  function keep(bytes: Uint8Array): void {
    if (!collected) return;
    collected.bytes += bytes.length;
    if (collected.bytes > (collected.isKey ? MAX_KEY_BYTES : maxValueBytes)) {
      throw new AppError('invalid', `The file has a value of more than ${maxValueBytes} bytes. It is not imported.`);
    }
    // A copy: the reader uses its buffer again.
    collected.parts.push(Uint8Array.from(bytes));
  }

  function take(): string {
    const text = textOf(collected?.parts ?? []);
    collected = undefined;
    return text;
  }

  return {
    feed,
    end() {
      if (!hasBegun) throw notOurs();
      if (level() > 0 || inString) throw cutOff();
    },
  };
}

function parseKey(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw cutOff();
  }
}

function cutOff(): AppError {
  return new AppError('invalid', 'The file is cut off or is no JSON. Export or copy it again.');
}

/** What is said of a file of another kind. */
export function notOurs(): AppError {
  return new AppError(
    'invalid',
    'This is no file that Holdfast can import: it takes bundles (.holdfast), its own JSON, exports of OpenCode, and store files (.db).',
  );
}
