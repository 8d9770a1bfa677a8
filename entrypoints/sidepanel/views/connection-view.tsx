import type { ComponentChildren } from 'preact';
import { HoldfastMark } from '../../../lib/ui/icons.tsx';
import type { Connection, DisconnectReason } from '../models/connection-model.ts';
import { ExtensionUpdateModel } from '../models/extension-update-model.ts';
import { HostInstallModel } from '../models/host-install-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { PlaceNoteModel } from '../models/place-note-model.ts';
import { DoctorCommand, HostSteps, SandboxNote } from './host-steps.tsx';
import { UpdateExtension } from './update-extension.tsx';
import './connection-view.css';

export interface ConnectionViewProps {
  readonly panel: PanelModel;
  /** `h1` when it is the whole page, and there is nothing to write in. */
  readonly heading: 'h1' | 'h2';
}

/** What is said in place of a conversation while there is no store yet. It goes away by itself. */
export function ConnectionView({ panel, heading }: ConnectionViewProps) {
  const connection = panel.connection.connection.value;
  const install = panel.modelOf(HostInstallModel);
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
      return <Failed panel={panel} connection={connection} heading={heading} />;
    case 'version-mismatch':
      return connection.older === 'host' ? (
        <Card heading={heading} title="The host is older than the extension">
          <p>The extension was updated, and needs the host of its own version. {meanwhile(heading)}</p>
          <HostSteps install={install} />
          <p class="muted">This page continues on its own afterwards.</p>
          <p class="hint">{connection.detail}</p>
        </Card>
      ) : (
        <Card heading={heading} title="The extension is older than the host">
          <p>The host was updated, and needs a newer extension. {meanwhile(heading)}</p>
          <p>The browser updates it automatically within a few hours, or now:</p>
          <UpdateExtension update={panel.modelOf(ExtensionUpdateModel)} />
          <p class="hint">{connection.detail}</p>
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

/** What holds for what is written while there is no store; on a page with nothing to write in, for what was written. */
function meanwhile(heading: ConnectionViewProps['heading']): string {
  return heading === 'h2'
    ? 'Nothing is lost: what you write in the meantime is kept, and saved afterwards.'
    : 'Your conversations are safe.';
}

interface FailedProps extends ConnectionViewProps {
  readonly connection: Extract<Connection, { state: 'failed' }>;
}

function Failed({ panel, connection: { detail, code }, heading }: FailedProps) {
  if (code === 'store-newer-than-host') {
    return (
      <Card heading={heading} title="Your conversations need a newer host">
        <p>
          A newer Holdfast on this machine has written them, so this host leaves them as they are. {meanwhile(heading)}
        </p>
        <HostSteps install={panel.modelOf(HostInstallModel)} isNewest />
        <p class="muted">This page continues on its own afterwards.</p>
        <p class="hint">{detail}</p>
      </Card>
    );
  }
  return (
    <Card heading={heading} title="The store could not be opened">
      <p>{detail}</p>
      {heading === 'h2' && (
        <p class="muted">
          Nothing was overwritten. What you write here is kept, and saved as soon as the store can be opened.
        </p>
      )}
    </Card>
  );
}

interface DisconnectedProps extends ConnectionViewProps {
  readonly reason: DisconnectReason;
}

/** The host had the conversations: without one at all, the browser itself would keep them. */
function Disconnected({ panel, reason, heading }: DisconnectedProps) {
  const install = panel.modelOf(HostInstallModel);
  const isGone = panel.modelOf(PlaceNoteModel).note.value?.kind === 'host-gone';
  const instead = isGone && (
    <button type="button" class="button at-start" onClick={() => panel.layout.openDialog('place')}>
      Use a store in this browser for now
    </button>
  );
  if (reason === 'not-installed') {
    return (
      <Card heading={heading} title="The host is no longer installed">
        <p>
          Your conversations are in the host’s file on this machine, where nothing was changed. Only the host can open
          it. Install it again:
        </p>
        <HostSteps install={install} />
        <p class="muted">This page continues as soon as the host is back.</p>
        {instead}
        <SandboxNote install={install} />
      </Card>
    );
  }
  if (reason === 'forbidden') {
    return (
      <Card heading={heading} title="The host is installed for another extension">
        <p>Install the one that belongs to this Holdfast:</p>
        <HostSteps install={install} />
        <p class="muted">This page continues on its own afterwards.</p>
        {instead}
      </Card>
    );
  }
  return (
    <Card
      heading={heading}
      title={reason === 'not-started' ? 'The browser could not start the host' : 'The host stopped'}
    >
      <p>It restarts automatically. {meanwhile(heading)}</p>
      <p>If this persists, this command says why and what to do:</p>
      <DoctorCommand install={install} />
      {instead}
      {reason !== 'lost' && <SandboxNote install={install} />}
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
