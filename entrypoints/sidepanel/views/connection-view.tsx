import type { ComponentChildren } from 'preact';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { HoldfastMark } from '../../../lib/ui/icons.tsx';
import type { Connection, DisconnectReason } from '../models/connection-model.ts';

const INSTALL_COMMAND = 'npm run host -- install';

interface ConnectionProps {
  readonly connection: Connection;
}

/** The whole panel while there is no store yet. It goes away by itself. */
export function ConnectionView({ connection }: ConnectionProps) {
  switch (connection.state) {
    case 'migrating':
      return (
        <Card title="Updating your conversations">
          <p>A backup was made first. This can take a minute; nothing can be lost meanwhile.</p>
          <Progress value={connection.progress} />
        </Card>
      );
    case 'disconnected':
      return <Disconnected reason={connection.reason} />;
    case 'failed':
      return (
        <Card title="The store could not be opened">
          <p>{connection.detail}</p>
          <p class="muted">Nothing was overwritten. To examine it, run:</p>
          <Command text="npm run host -- doctor" />
        </Card>
      );
    case 'version-mismatch':
      return (
        <Card title="Panel and host do not match">
          <p>{connection.detail}</p>
          <p class="muted">Your conversations are safe. This page goes on by itself after the update.</p>
        </Card>
      );
    default:
      return (
        <Card title="Opening your conversations" isQuiet>
          <Progress value={undefined} />
        </Card>
      );
  }
}

/** One line above the conversation when the way to the store was lost, or is not there yet again. */
export function ConnectionBanner({ connection }: ConnectionProps) {
  return (
    <div class="banner" role="alert">
      <span class="spinner" aria-hidden="true" />
      <span>{bannerWords(connection)}</span>
    </div>
  );
}

function bannerWords(connection: Connection): string {
  switch (connection.state) {
    case 'disconnected':
      return connection.reason === 'not-installed'
        ? `The host is not installed any more. Run “${INSTALL_COMMAND}”.`
        : 'The connection to the store was lost. Trying again; you can go on writing.';
    case 'failed':
    case 'version-mismatch':
      return connection.detail;
    case 'migrating':
      return 'Your conversations are being updated.';
    default:
      return 'Connecting to the store.';
  }
}

function Disconnected({ reason }: { readonly reason: DisconnectReason }) {
  if (reason === 'not-installed') {
    return (
      <Card title="One step left: install the host">
        <p>
          Holdfast keeps your conversations in a file of your own, outside the browser. A small program on this machine
          looks after that file. Run this in the folder of Holdfast:
        </p>
        <Command text={INSTALL_COMMAND} />
        <p class="muted">This page goes on by itself as soon as the program is there.</p>
      </Card>
    );
  }
  if (reason === 'forbidden') {
    return (
      <Card title="The host is installed for another extension">
        <p>Install it again from the folder of this Holdfast:</p>
        <Command text={INSTALL_COMMAND} />
        <p class="muted">This page goes on by itself afterwards.</p>
      </Card>
    );
  }
  return (
    <Card title="The host stopped">
      <p>It is started again by itself. If this stays, examine it with:</p>
      <Command text="npm run host -- doctor" />
    </Card>
  );
}

interface CardProps {
  readonly title: string;
  /** Shows only after a moment, since it usually is gone before. */
  readonly isQuiet?: boolean;
  readonly children: ComponentChildren;
}

function Card({ title, isQuiet = false, children }: CardProps) {
  return (
    <main class={isQuiet ? 'start quiet-start' : 'start'}>
      <HoldfastMark />
      <h1>{title}</h1>
      {children}
    </main>
  );
}

function Command({ text }: { readonly text: string }) {
  return (
    <div class="command">
      <code>{text}</code>
      <CopyButton text={text} label="Copy command" />
    </div>
  );
}

function Progress({ value }: { readonly value: number | undefined }) {
  return <progress aria-label="Progress" max={1} {...(value === undefined ? {} : { value })} />;
}
