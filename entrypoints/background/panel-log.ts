import * as v from 'valibot';
import type { Now } from '../../lib/clock.ts';
import { RPC_ERROR } from '../../lib/protocol/errors.ts';
import { BACKGROUND_METHODS } from '../../lib/protocol/methods.ts';
import { findCrashes } from '../../lib/recovery/find-crashes.ts';
import { livingPanels, panelRow } from '../../lib/recovery/panel-row.ts';
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
  /** Looks how many wait; the worker was just started. */
  look(): Promise<void>;
}

export function createPanelLog({ rows, now, lockNames, onChanged, onWaiting }: PanelLogOptions): PanelLog {
  async function look(): Promise<void> {
    const found = (await rows.list()).flatMap((row) => {
      const parsed = v.safeParse(panelRow, row);
      return parsed.success ? parsed.output : [];
    });
    const { crashes } = findCrashes({ stored: [], rows: found, living: livingPanels(await lockNames()) }, now());
    onWaiting(crashes.length);
  }

  async function tell(): Promise<void> {
    onChanged();
    await look();
  }

  const answers: Readonly<Record<string, (params: never) => Promise<object>>> = {
    'panels/list': async () => {
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
    look,
  };
}
