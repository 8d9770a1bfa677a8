import { useEffect } from 'preact/hooks';
import type { HostInstallModel } from '../../sidepanel/models/host-install-model.ts';
import type { PlaceModel } from '../../sidepanel/models/place-model.ts';
import { HostSteps, SandboxNote } from '../../sidepanel/views/host-steps.tsx';
import { LookAgain } from './look-again.tsx';

interface InstallStepsProps {
  readonly place: PlaceModel;
  readonly install: HostInstallModel;
}

/** How a person comes to a host, in three steps; the last one is done by itself, and has a button for who does not want to wait. */
export function InstallSteps({ place, install }: InstallStepsProps) {
  useEffect(() => place.watchForHost(), [place]);
  return (
    <>
      <HostSteps install={install}>
        <li>
          <p class="step-title">Holdfast finds it by itself</p>
          <LookAgain place={place} />
        </li>
      </HostSteps>
      <SandboxNote install={install} />
    </>
  );
}
