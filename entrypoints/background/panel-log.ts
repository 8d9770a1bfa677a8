import * as v from 'valibot';
import type { Now } from '../../lib/clock.ts';
import { BACKGROUND_METHODS } from '../../lib/protocol/background-methods.ts';
import { RPC_ERROR } from '../../lib/protocol/errors.ts';
import { findCrashes } from '../../lib/recovery/find-crashes.ts';
import { livingPanels, type PanelRow, panelRow } from '../../lib/recovery/panel-row.ts';
import { RpcError } from '../../lib/rpc/rpc-error.ts';
import type { PanelRows } from './journal.ts';

export interface PanelLogOptions {
  readonly rows: PanelRows;
  readonly now: Now;
  /** Names of the locks that the extension's pages hold. */
  readonly lockNames: () => Promise<readonly string[]>;
  /** Panels ended, or are forgotten. */
  readonly onChanged: () => void;
  /** Hears how many crashed panels wait for a person. */
  readonly onWaiting: (count: number) => void;
}

/** Where panels are, and which of them ended as one does. */
export interface PanelLog {
  /** Answers `panels/*`. Errors: -32602; what the journal throws. */
  answer(method: string, params: unknown): Promise<object>;
  /**
   * The panel was closed: its port did while this worker lives, and a renderer that crashes takes the worker with it.
   */
  ended(panelId: string): Promise<void>;
  /**
   * The extension was just updated: what lived until then was ended by that, and cannot have said so. `isReally` is asked a
   * moment later.
   */
  updated(isReally: () => boolean): Promise<void>;
  /** Looks how many wait; the worker was just started. */
  look(): Promise<void>;
}

/** Panels say that they live every 30 s; the rest is for the update. */
const LIVED_UNTIL_UPDATE_MS = 60_000;

export function createPanelLog({ rows, now, lockNames, onChanged, onWaiting }: PanelLogOptions): PanelLog {
  let updating: Promise<void> = Promise.resolve();

  async function read(): Promise<{ rows: PanelRow[]; living: Set<string> }> {
    const [found, names] = await Promise.all([rows.list(), lockNames()]);
    const readable = found.flatMap((row) => {
      const parsed = v.safeParse(panelRow, row);
      return parsed.success ? parsed.output : [];
    });
    return { rows: readable, living: livingPanels(names) };
  }

  async function look(): Promise<void> {
    const { crashes } = findCrashes({ stored: [], ...(await read()) }, now());
    onWaiting(crashes.length);
  }

  async function tell(): Promise<void> {
    onChanged();
    await look();
  }

  const answers: Readonly<Record<string, (params: never) => Promise<object>>> = {
    'panels/list': async () => {
      await updating;
      const [panels, names] = await Promise.all([rows.list(), lockNames()]);
      return { panels, living: [...livingPanels(names)] };
    },
    async 'panels/change'(change: v.InferOutput<(typeof BACKGROUND_METHODS)['panels/change']['params']>) {
      await rows.change(change, now());
      return {};
    },
    async 'panels/forget'({ panelIds }: { panelIds: string[] }) {
      await rows.forget(panelIds, now());
      await tell();
      return {};
    },
  };

  async function endUpdated(isReally: () => boolean): Promise<void> {
    try {
      const { rows: known, living } = await read();
      if (!isReally()) return;
      for (const { panelId, endedAt, aliveAt } of known) {
        const isEndedByIt = !living.has(panelId) && endedAt === null && now() - aliveAt <= LIVED_UNTIL_UPDATE_MS;
        if (isEndedByIt) await rows.change({ panelId, endedAt: aliveAt }, aliveAt);
      }
      await tell();
    } catch {
      // A journal that fails costs a question whether to restore.
    }
  }

  return {
    async answer(method, params) {
      const answer = answers[method];
      const schema = (BACKGROUND_METHODS as Readonly<Record<string, { readonly params: v.GenericSchema }>>)[method];
      if (!answer || !schema) throw new RpcError(RPC_ERROR.methodNotFound, `There is no method ${method}.`);
      const parsed = v.safeParse(schema.params, params ?? {});
      if (!parsed.success) throw new RpcError(RPC_ERROR.invalidParams, `${method} got bad parameters.`);
      return answer(parsed.output as never);
    },
    async ended(panelId) {
      await rows.change({ panelId, endedAt: now() }, now());
      await tell();
    },
    updated(isReally) {
      // Who asks meanwhile must not take them for crashed.
      updating = endUpdated(isReally);
      return updating;
    },
    look,
  };
}
