import { type ReadonlySignal, signal } from '@preact/signals';
import type { Environment } from '../../sidepanel/models/environment.ts';
import type { SlicedFile } from './file-kind.ts';
import { sendFile } from './send-file.ts';
import { createRun, type WorkState } from './work.ts';

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
  const { state, start, isUnderWay, stop, forget } = createRun<Sent>();
  const sentBytes = signal(0);
  let uploadId = '';

  function send(file: SlicedFile): Promise<Sent | undefined> {
    return start(async (isStopped, tell) => {
      const onSent = (bytes: number) => {
        sentBytes.value = bytes;
        tell({ state: 'running', progress: bytes / file.size, step: undefined });
      };
      onSent(sentBytes.peek());
      await sendFile(file, { client, id: uploadId, from: sentBytes.peek(), signal: isStopped, onSent });
      return { uploadId };
    });
  }

  return {
    ...{ state, sentBytes, stop, forget },
    begin(file) {
      if (!isUnderWay()) {
        uploadId = newId();
        sentBytes.value = 0;
      }
      return send(file);
    },
    goOn: send,
  };
}
