import { countOf, type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import { toolChanges } from './file-changes.ts';

/** What must be known of a whole session before the first of its rows can be made. */
export interface Outline {
  /** As the file says it; empty where it says nothing. */
  readonly info: Fields;
  /** OpenCode's; undefined where neither the session nor its messages say it. */
  readonly id: string | undefined;
  /** Of the last reply. */
  readonly model: string | undefined;
  readonly provider: string | undefined;
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** The place of each message, by its number in the file: OpenCode's order is that of their moments and ids. */
  readonly places: readonly number[];
  /** The place before the message from which on OpenCode hides a session; undefined where it hides nothing. */
  readonly revertedAt: number | undefined;
  /** Paths that tools of the replies to a question changed, by the question's id. */
  readonly changedBy: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Looks at a session's messages one after the other, in the order of the file. */
export function createOutline(info: () => Fields) {
  const heads: { readonly index: number; readonly id: string; readonly createdMs: number }[] = [];
  const changedBy = new Map<string, Set<string>>();
  let sessionId: string | undefined;
  let count = 0;
  let latest: { readonly ms: number; readonly model: string | undefined; readonly provider: string | undefined } = {
    ...{ ms: Number.NEGATIVE_INFINITY, model: undefined, provider: undefined },
  };

  /** Undefined: a message that could not be read. */
  function add(message: Fields | undefined): void {
    const index = count++;
    if (!message) return;
    const head = fieldsOf(message['info']);
    const createdMs = numberOf(fieldsOf(head['time'])['created']) ?? 0;
    heads.push({ index, id: textOf(head['id']) ?? '', createdMs });
    sessionId ??= textOf(head['sessionID']);
    const model = textOf(head['modelID']);
    if (model && createdMs >= latest.ms) latest = { ms: createdMs, model, provider: textOf(head['providerID']) };
    const question = textOf(head['parentID']);
    if (!question) return;
    for (const { path } of listOf(message['parts']).flatMap((part) =>
      toolChanges(fieldsOf(part), directoryOf(info())),
    )) {
      const paths = changedBy.get(question) ?? new Set();
      changedBy.set(question, paths.add(path));
    }
  }

  function end(): Outline {
    const ordered = heads.toSorted((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    const places: number[] = [];
    for (const [place, { index }] of ordered.entries()) places[index] = place + 1;
    const reverted = textOf(fieldsOf(info()['revert'])['messageID']);
    const at = reverted === undefined ? -1 : ordered.findIndex(({ id }) => id >= reverted);
    return {
      ...{ info: info(), id: textOf(info()['id']) ?? sessionId, model: latest.model, provider: latest.provider },
      ...{ firstMs: ordered[0]?.createdMs, lastMs: ordered.at(-1)?.createdMs, places },
      ...{ revertedAt: at < 0 ? undefined : countOf(at), changedBy },
    };
  }

  return { add, end };
}

/** Where paths of a session begin. */
export function directoryOf(info: Fields): string | undefined {
  return textOf(info['directory']);
}
