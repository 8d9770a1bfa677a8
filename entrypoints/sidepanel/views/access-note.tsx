import type { ServerAccess } from '../models/server-access-model.ts';
import { hostName } from './format.ts';
import './access-note.css';

export interface AccessNoteProps {
  readonly access: ServerAccess;
  readonly baseUrl: string;
  /** To be called in the click itself. */
  readonly onAllow: () => void;
  /** Something was not done for want of it. */
  readonly isMissed?: boolean;
}

/** Why the browser is to let the extension talk to a server, and the way to it. Nothing where that is settled. */
export function AccessNote({ access, baseUrl, onAllow, isMissed = false }: AccessNoteProps) {
  const server = hostName(baseUrl);
  switch (access) {
    case 'missing':
      return isMissed ? (
        <Barred
          server={server}
          onAllow={onAllow}
          words={`Without the host, Holdfast talks to ${server} itself. The browser has not allowed that yet.`}
        />
      ) : (
        <p class="hint">
          Without the host, this extension talks to {server} itself. When you load its models or save, the browser asks
          you whether it may; it can reach no other server.
        </p>
      );
    case 'asking':
      return (
        <p class="hint" role="status">
          The browser asks you whether Holdfast may talk to {server}.
        </p>
      );
    case 'refused':
      return (
        <Barred
          server={server}
          onAllow={onAllow}
          words={`The browser does not let Holdfast talk to ${server}: you or a browser policy said no. Nothing was sent.`}
        />
      );
    case 'impossible':
      return (
        <p class="hint danger-text" role="alert">
          Without the host, Holdfast talks to https addresses and to servers on this machine only. Use one of these, or
          install the host.
        </p>
      );
    default:
      return null;
  }
}

interface BarredProps extends Pick<AccessNoteProps, 'onAllow'> {
  readonly server: string;
  readonly words: string;
}

function Barred({ server, words, onAllow }: BarredProps) {
  return (
    <div class="access-note" role="alert">
      <p class="danger-text">{words}</p>
      <button type="button" class="button" onClick={onAllow}>
        Allow {server}
      </button>
    </div>
  );
}
