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
  /** Forgets it, and frees the room that it takes where it was sent to, which keeps what nobody wants for a day. */
  discard(): void;
}

/** One byte: a file that begins anew is as long as its first part, and no part is empty. */
const NOTHING = 'AA==';

export function createSending({ client, newId }: Pick<Environment, 'client' | 'newId'>): Sending {
  const run = createRun<Sent>();
  const { state, start, isUnderWay, stop } = run;
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

  function forget(): void {
    if (isUnderWay()) return;
    run.forget();
    sentBytes.value = 0;
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
    discard() {
      const hasSent = sentBytes.peek() > 0;
      forget();
      if (!hasSent || isUnderWay()) return;
      // Where it cannot be told, it goes in a day.
      client.call('uploads/put', { id: uploadId, offset: 0, base64: NOTHING }).catch(() => {});
    },
  };
}
