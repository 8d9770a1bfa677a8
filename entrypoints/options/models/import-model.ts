import { computed, createModel, signal } from '@preact/signals';
import type { Params } from '../../../lib/protocol/methods.ts';
import type { Environment } from '../../sidepanel/models/environment.ts';
import { type FileKind, fileKind, type SlicedFile } from './file-kind.ts';
import { createSending } from './sending.ts';
import type { ChosenFile, TransferModel } from './transfer-model.ts';
import { createWork } from './work.ts';

/** A file that may be imported, whatever is in it. */
export type ImportedFile = ChosenFile & SlicedFile;

/** What becomes of what is here already. */
export type Resolution = Params<'data/import'>['resolution'];

/** Why nothing is done with what was dropped or chosen. */
export type Refusal =
  | { readonly reason: 'several'; readonly count: number }
  | { readonly reason: 'busy' }
  | { readonly reason: 'empty' | 'other' | 'unreadable'; readonly name: string };

export interface ImportOptions {
  readonly env: Pick<Environment, 'client' | 'newId'>;
  /** What a file of settings goes to. */
  readonly transfer: Pick<TransferModel, 'open' | 'cancel'>;
}

/**
 * One file on its way into the store: it is sent to the host, looked through, shown to a person who decides, and taken in. A
 * file of settings goes its own way. It outlives its view: what is under way goes on.
 */
export const ImportModel = createModel(({ env, transfer }: ImportOptions) => {
  const sending = createSending(env);
  const analyzing = createWork(env.client, 'imports/analyze');
  const importing = createWork(env.client, 'data/import', { awaitsEnd: true });
  const steps = [sending, analyzing, importing];
  const file = signal<ImportedFile | undefined>(undefined);
  const refusal = signal<Refusal | undefined>(undefined);
  const resolution = signal<Resolution>('skip');
  const isBusy = computed(() => steps.some(({ state }) => state.value.state === 'running'));
  let latest = 0;

  /** Begins with what was dropped or chosen; nothing is written to the store yet. */
  async function take(files: readonly ImportedFile[]): Promise<void> {
    if (isBusy.peek()) {
      refusal.value = { reason: 'busy' };
      return;
    }
    const [chosen, second] = files;
    if (!chosen) return;
    close();
    if (second) {
      refusal.value = { reason: 'several', count: files.length };
      return;
    }
    const own = ++latest;
    const kind = await fileKind(chosen).catch(() => 'unreadable' as const);
    if (own === latest) await takeAs(kind, chosen);
  }

  async function takeAs(kind: FileKind | 'unreadable', chosen: ImportedFile): Promise<void> {
    if (kind === 'empty' || kind === 'other' || kind === 'unreadable') {
      refusal.value = { reason: kind, name: chosen.name };
    } else if (kind === 'settings') {
      await transfer.open(chosen);
    } else {
      file.value = chosen;
      await lookInto(sending.begin(chosen));
    }
  }

  async function lookInto(sent: Promise<{ readonly uploadId: string } | undefined>): Promise<void> {
    const found = await sent;
    if (!found) return;
    await analyzing.run(found);
    const looked = analyzing.state.peek();
    // Whoever imports from there again wants what was said there since.
    if (looked.state === 'done' && looked.value.format === 'opencode') resolution.value = 'merge';
  }

  /** Takes up what was lost or stopped: from where the file was, or by looking into it again. */
  async function goOn(): Promise<void> {
    const chosen = file.peek();
    if (!chosen || isBusy.peek()) return;
    refusal.value = undefined;
    importing.forget();
    const sent = sending.state.peek();
    await lookInto(sent.state === 'done' ? Promise.resolve(sent.value) : sending.goOn(chosen));
    // What was taken in, or lay there for a day, is gone from the host.
    const looked = analyzing.state.peek();
    if (looked.state === 'failed' && looked.error.code === 'not-found') await lookInto(sending.begin(chosen));
  }

  /** Takes the file in, as it was decided. */
  async function apply(): Promise<void> {
    const sent = sending.state.peek();
    if (sent.state !== 'done' || analyzing.state.peek().state !== 'done') return;
    await importing.run({ uploadId: sent.value.uploadId, resolution: resolution.peek() });
  }

  /** The file is nobody's concern any more; what is under way goes on. */
  function close(): void {
    refusal.value = undefined;
    if (isBusy.peek()) return;
    latest += 1;
    if (isUnwanted()) sending.discard();
    for (const step of steps) step.forget();
    file.value = undefined;
    resolution.value = 'skip';
    transfer.cancel();
  }

  /** What was taken in is gone already; what nobody heard the end of may be on its way into the store. */
  function isUnwanted(): boolean {
    const taken = importing.state.peek();
    return taken.state === 'failed' ? !['disconnected', 'timeout'].includes(taken.error.code) : taken.state === 'idle';
  }

  return { file, refusal, resolution, sending, analyzing, importing, isBusy, take, goOn, apply, close };
});
export type ImportModel = InstanceType<typeof ImportModel>;
