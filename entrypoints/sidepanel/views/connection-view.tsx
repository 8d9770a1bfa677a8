import type { ComponentChildren } from 'preact';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { HoldfastMark } from '../../../lib/ui/icons.tsx';
import type { DisconnectReason } from '../models/connection-model.ts';
import { type ConnectionProps, INSTALL_COMMAND } from './connection-banner.tsx';
import './connection-view.css';

export interface ConnectionViewProps extends ConnectionProps {
  /** `h1` when it is the whole page, and there is nothing to write in. */
  readonly heading: 'h1' | 'h2';
}

/** What is said in place of a conversation while there is no store yet. It goes away by itself. */
export function ConnectionView({ connection, heading }: ConnectionViewProps) {
  switch (connection.state) {
    case 'migrating':
      return (
        <Card heading={heading} title="Updating your conversations">
          <p>A backup was made first. This can take a minute; nothing can be lost meanwhile.</p>
          <Progress value={connection.progress} />
        </Card>
      );
    case 'opening':
      return (
        <Card heading={heading} title="Opening your conversations" isQuiet={connection.detail === undefined}>
          {connection.detail !== undefined && <p>{connection.detail}</p>}
          <Progress value={connection.progress} />
        </Card>
      );
    case 'disconnected':
      return <Disconnected reason={connection.reason} heading={heading} />;
    case 'failed':
      return (
        <Card heading={heading} title="The store could not be opened">
          <p>{connection.detail}</p>
          {heading === 'h2' && (
            <p class="muted">
              Nothing was overwritten. What you write here is kept, and saved as soon as the store can be opened.
            </p>
          )}
        </Card>
      );
    case 'version-mismatch':
      return (
        <Card heading={heading} title="Panel and host do not match">
          <p>{connection.detail}</p>
          <p class="muted">Your conversations are safe. This page goes on by itself after the update.</p>
        </Card>
      );
    default:
      return (
        <Card heading={heading} title="Opening your conversations" isQuiet>
          <Progress value={undefined} />
        </Card>
      );
  }
}

interface DisconnectedProps extends Pick<ConnectionViewProps, 'heading'> {
  readonly reason: DisconnectReason;
}

function Disconnected({ reason, heading }: DisconnectedProps) {
  if (reason === 'not-installed') {
    return (
      <Card heading={heading} title="One step left: install the host">
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
      <Card heading={heading} title="The host is installed for another extension">
        <p>Install it again from the folder of this Holdfast:</p>
        <Command text={INSTALL_COMMAND} />
        <p class="muted">This page goes on by itself afterwards.</p>
      </Card>
    );
  }
  return (
    <Card heading={heading} title="The host stopped">
      <p>It is started again by itself, and what you write meanwhile is kept.</p>
      <p class="muted">If this stays, the newest file in the folder “logs” beside your conversations says why.</p>
    </Card>
  );
}

interface CardProps extends Pick<ConnectionViewProps, 'heading'> {
  readonly title: string;
  /** Shows only after a moment, since it usually is gone before. */
  readonly isQuiet?: boolean;
  readonly children: ComponentChildren;
}

function Card({ heading: Heading, title, isQuiet = false, children }: CardProps) {
  return (
    <div class={isQuiet ? 'start quiet-start' : 'start'}>
      <HoldfastMark />
      <Heading>{title}</Heading>
      {children}
    </div>
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
