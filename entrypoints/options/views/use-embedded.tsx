import { useState } from 'preact/hooks';
import type { PlaceModel } from '../../sidepanel/models/place-model.ts';
import { Asking } from './asking.tsx';
import { WorkView } from './work-view.tsx';
import '../keeping.css';
import '../place.css';

interface UseEmbeddedProps {
  readonly place: PlaceModel;
  /** It is asked at once: whoever comes here has chosen it already. */
  readonly isAsked?: boolean;
  readonly onClose?: () => void;
}

/** The way on while the host, which has the history, is gone: what that means, and the question whether to. */
export function UseEmbedded({ place, isAsked = false, onClose = () => {} }: UseEmbeddedProps) {
  const [isAsking, setAsking] = useState(isAsked);
  const { switching, useEmbedded } = place;
  const work = switching.state.value;
  const close = () => {
    setAsking(false);
    onClose();
  };
  const go = () => void useEmbedded().then((isSwitched) => isSwitched && close());
  if (work.state === 'running' || work.state === 'failed') {
    return (
      <WorkView
        work={work}
        what="Opening a store in this browser"
        onStop={switching.stop}
        again={() => ({ label: 'Try again', run: go })}
        onClose={() => {
          switching.forget();
          close();
        }}
      />
    );
  }
  if (!isAsking) {
    return (
      <div class="row">
        <div class="row-words">
          <p class="row-title">Continue without it</p>
          <p class="hint">Holdfast can keep what you write in this browser until the host is back.</p>
        </div>
        <button type="button" class="button" onClick={() => setAsking(true)}>
          Use a store in this browser
        </button>
      </div>
    );
  }
  return (
    <Asking title="Use a store in this browser for now?" go="Use this browser" isGentle onGo={go} onCancel={close}>
      <ul class="plain-list">
        <li>What is in the host’s file stays there, unchanged. You will not see it in the meantime.</li>
        <li>What you write from now on, and what waits to be sent, goes into a store in this browser profile.</li>
        <li>When the host is back, Holdfast asks you to move back. That merges both; nothing is lost.</li>
      </ul>
    </Asking>
  );
}
