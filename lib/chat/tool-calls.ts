import { countOf, isObject, type JsonObject, jsonTextOf, objectOf, textOf } from './json-fields.ts';
import type { ToolCall } from './provider.ts';
import { fieldsToSendBack, isStorable } from './send-back.ts';

interface PartialCall {
  id: string;
  name: string;
  arguments: string;
  extras: JsonObject;
}

/**
 * Joins the pieces in which servers send tool calls: by `index`, else by `id`, else by position. A call without an id
 * gets one made with `random`.
 */
export function createToolCalls(random: () => number) {
  const calls: PartialCall[] = [];
  const byIndex = new Map<number, PartialCall>();
  const byId = new Map<string, PartialCall>();

  const begin = (): PartialCall => {
    const call: PartialCall = { id: '', name: '', arguments: '', extras: {} };
    calls.push(call);
    return call;
  };

  const callOf = (piece: JsonObject, position: number, isAlone: boolean): PartialCall => {
    const id = textOf(piece['id']);
    const name = textOf(objectOf(piece['function'])['name']);
    const index = countOf(piece['index']);
    if (index !== undefined) {
      const known = byIndex.get(index);
      // Some servers give every call index 0: another id that comes with a name is another call.
      const isAnother = known !== undefined && id !== undefined && name !== undefined && known.id !== id;
      return known === undefined || isAnother ? begin() : known;
    }
    const known = id === undefined ? undefined : byId.get(id);
    if (known !== undefined) return known;
    if (id !== undefined || name !== undefined) return begin();
    return calls[isAlone ? calls.length - 1 : position] ?? begin();
  };

  const add = (piece: JsonObject, position: number, isAlone: boolean): void => {
    const call = callOf(piece, position, isAlone);
    const index = countOf(piece['index']);
    if (index !== undefined) byIndex.set(index, call);
    join(call, piece);
    if (call.id !== '') byId.set(call.id, call);
  };

  return {
    /** `pieces`: `tool_calls` of a delta or of a whole message. */
    add: (pieces: readonly unknown[]): void => {
      pieces.forEach((piece, position) => {
        if (isObject(piece)) add(piece, position, pieces.length === 1);
      });
    },
    /** The calls in order of arrival; null when there are none. */
    joined: (): readonly ToolCall[] | null => (calls.length === 0 ? null : calls.map((call) => whole(call, random))),
  };
}

function join(call: PartialCall, piece: JsonObject): void {
  const called = objectOf(piece['function']);
  const added = called['arguments'];
  call.id ||= textOf(piece['id']) ?? '';
  call.name ||= textOf(called['name']) ?? '';
  call.arguments += (typeof added === 'string' ? added : isObject(added) ? jsonTextOf(added) : undefined) ?? '';
  call.extras = { ...call.extras, ...fieldsToSendBack(piece) };
}

function whole(call: PartialCall, random: () => number): ToolCall {
  return {
    ...(isStorable(call.extras) ? call.extras : {}),
    id: call.id || synthesizedId(random),
    type: 'function',
    function: { name: call.name, arguments: call.arguments.toWellFormed() },
  };
}

/** `random` from 0 to 1, 1 excluded. */
function synthesizedId(random: () => number): string {
  return `call_${Array.from({ length: 9 }, () => Math.floor(random() * 36).toString(36)).join('')}`;
}
