import type { ComponentChildren } from 'preact';
import { HoldfastMark } from '../../../lib/ui/icons.tsx';
import type { DisconnectReason } from '../models/connection-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { PlaceNoteModel } from '../models/place-note-model.ts';
import { Command } from './command.tsx';
import { INSTALL_COMMAND } from './connection-banner.tsx';
import './connection-view.css';

export interface ConnectionViewProps {
  readonly panel: PanelModel;
  /** `h1` when it is the whole page, and there is nothing to write in. */
  readonly heading: 'h1' | 'h2';
}

/** What is said in place of a conversation while there is no store yet. It goes away by itself. */
export function ConnectionView({ panel, heading }: ConnectionViewProps) {
  const connection = panel.connection.connection.value;
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
      return <Disconnected panel={panel} reason={connection.reason} heading={heading} />;
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

interface DisconnectedProps extends ConnectionViewProps {
  readonly reason: DisconnectReason;
}

/** The host had the conversations: without one at all, the browser itself would keep them. */
function Disconnected({ panel, reason, heading }: DisconnectedProps) {
  const isGone = panel.modelOf(PlaceNoteModel).note.value?.kind === 'host-gone';
  const meanwhile = isGone && (
    <button type="button" class="button at-start" onClick={() => panel.layout.openDialog('place')}>
      Use a store in this browser meanwhile
    </button>
  );
  if (reason === 'not-installed') {
    return (
      <Card heading={heading} title="The host is not there any more">
        <p>
          Your conversations are in the host’s file on this machine, where nothing was changed. Only the host can open
          it: run this in the folder of Holdfast.
        </p>
        <Command text={INSTALL_COMMAND} />
        <p class="muted">This page goes on by itself as soon as the host is there.</p>
        {meanwhile}
      </Card>
    );
  }
  if (reason === 'forbidden') {
    return (
      <Card heading={heading} title="The host is installed for another extension">
        <p>Install it again from the folder of this Holdfast:</p>
        <Command text={INSTALL_COMMAND} />
        <p class="muted">This page goes on by itself afterwards.</p>
        {meanwhile}
      </Card>
    );
  }
  return (
    <Card heading={heading} title="The host stopped">
      <p>It is started again by itself, and what you write meanwhile is kept.</p>
      <p class="muted">If this stays, the newest file in the folder “logs” beside your conversations says why.</p>
      {meanwhile}
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

function Progress({ value }: { readonly value: number | undefined }) {
  return <progress aria-label="Progress" max={1} {...(value === undefined ? {} : { value })} />;
}
