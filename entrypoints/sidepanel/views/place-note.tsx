import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatBytes, formatCount } from '../../../lib/format-size.ts';
import { CloseIcon } from '../../../lib/ui/icons.tsx';
import type { PanelModel } from '../models/panel-model.ts';
import { PlaceNoteModel } from '../models/place-note-model.ts';
import { ServerAccessModel } from '../models/server-access-model.ts';
import { AccessNote } from './access-note.tsx';
import './keeping-notes.css';
import './place-note.css';

export interface PlaceNoteProps {
  readonly panel: PanelModel;
  /** At a section. */
  readonly openOptions: (section: string) => void;
}

/** What a person should know of where the history is, one thing at a time: first what keeps questions from being answered. */
export function PlaceNote({ panel, openOptions }: PlaceNoteProps) {
  const { layout, provider, modelOf } = panel;
  const { note, dismiss, putOff } = modelOf(PlaceNoteModel);
  const server = modelOf(ServerAccessModel);
  const baseUrl = provider.provider.value?.baseUrl;
  // Where the server is chosen, the form says so.
  const asked = layout.view.value === 'settings' ? undefined : baseUrl;
  const accessSignal = useMemo(() => (asked === undefined ? undefined : server.accessOf(asked)), [server, asked]);
  const access = accessSignal?.value;
  if (asked !== undefined && access !== undefined && BARRED.includes(access)) {
    return (
      <div class="banner">
        <AccessNote access={access} baseUrl={asked} onAllow={() => void server.ask(asked)} isMissed />
      </div>
    );
  }
  const told = note.value;
  const open = () => layout.openDialog('place');
  switch (told?.kind) {
    case undefined:
      return null;
    case 'host-gone':
      return (
        <Note words="The host, which has your history, is still away.">
          <NoteButton label="What you can do" onClick={open} />
        </Note>
      );
    case 'host-found':
      return (
        <Note words="The host is there. Your history can move into its file, out of this browser." isCalm>
          <NoteButton label="Move everything…" onClick={open} />
          <NoteButton label="Not now" title="Shown again in a week" isQuiet onClick={putOff} />
        </Note>
      );
    case 'embedded': {
      const exportAll = <NoteButton label="Export" onClick={() => openOptions('data')} />;
      if (told.isFirm) {
        const { messages, bytes } = told.store;
        return (
          <Note
            words={`${formatCount(messages)} messages (${formatBytes(bytes)}) are in this browser profile and nowhere else. They are deleted with it.`}
          >
            <NoteButton label="Install the host" onClick={open} />
            {exportAll}
            <NoteButton label="Later" title="Shown again in a week" isQuiet onClick={putOff} />
          </Note>
        );
      }
      return (
        <Note
          words="Your history lives in this browser profile. It is deleted with the profile, or when Holdfast is removed."
          isCalm
        >
          <NoteButton label="Keep it outside" onClick={open} />
          {exportAll}
          <button
            type="button"
            class="icon-button small"
            aria-label="Do not show this again"
            title="Do not show again"
            onClick={dismiss}
          >
            <CloseIcon />
          </button>
        </Note>
      );
    }
  }
}

const BARRED: readonly string[] = ['missing', 'asking', 'refused', 'impossible'];

interface NoteProps {
  readonly words: string;
  readonly isCalm?: boolean;
  readonly children: ComponentChildren;
}

function Note({ words, isCalm = false, children }: NoteProps) {
  return (
    <div class={isCalm ? 'banner told-note calm' : 'banner told-note'} role="status">
      <p>{words}</p>
      <div class="note-buttons">{children}</div>
    </div>
  );
}

interface NoteButtonProps {
  readonly label: string;
  readonly title?: string;
  readonly isQuiet?: boolean;
  readonly onClick: () => void;
}

function NoteButton({ label, title, isQuiet = false, onClick }: NoteButtonProps) {
  return (
    <button
      type="button"
      class={isQuiet ? 'button small quiet' : 'button small'}
      onClick={onClick}
      {...(title === undefined ? {} : { title })}
    >
      {label}
    </button>
  );
}
