import { type ReadonlySignal, signal } from '@preact/signals';
import type { Environment } from '../../sidepanel/models/environment.ts';
import { asAppError } from '../../sidepanel/models/remote.ts';
import type { SlicedFile } from './file-kind.ts';
import { sendFile } from './send-file.ts';
import type { WorkState } from './work.ts';

interface Sent {
  readonly uploadId: string;
}

/** A file on its way to the host: how far it is, with a way to stop it and to go on where it stopped. */
export interface Sending {
  readonly state: ReadonlySignal<WorkState<Sent>>;
  /** Bytes that the host has. */
  readonly sentBytes: ReadonlySignal<number>;
  /** Sends a file from its beginning; what came of it, or undefined when it failed or was stopped. */
  begin(file: SlicedFile): Promise<Sent | undefined>;
  /** The same, from where it stopped. */
  goOn(file: SlicedFile): Promise<Sent | undefined>;
  stop(): void;
  forget(): void;
}

export function createSending({ client, newId }: Pick<Environment, 'client' | 'newId'>): Sending {
  const state = signal<WorkState<Sent>>(IDLE);
  const sentBytes = signal(0);
  let uploadId = '';
  let controller: AbortController | undefined;

  async function send(file: SlicedFile): Promise<Sent | undefined> {
    if (controller) return undefined;
    controller = new AbortController();
    const { signal: isStopped } = controller;
    const onSent = (bytes: number) => {
      sentBytes.value = bytes;
      state.value = { state: 'running', progress: bytes / file.size, step: undefined };
    };
    onSent(sentBytes.peek());
    try {
      await sendFile(file, { client, id: uploadId, from: sentBytes.peek(), signal: isStopped, onSent });
      const value = { uploadId };
      state.value = { state: 'done', value };
      return value;
    } catch (error) {
      state.value = { state: 'failed', error: asAppError(error) };
      return undefined;
    } finally {
      controller = undefined;
    }
  }

  return {
    state,
    sentBytes,
    begin(file) {
      if (!controller) {
        uploadId = newId();
        sentBytes.value = 0;
      }
      return send(file);
    },
    goOn: send,
    stop: () => controller?.abort(),
    forget() {
      if (!controller) state.value = IDLE;
    },
  };
}

const IDLE = { state: 'idle' } as const;
