import type { ComponentChildren } from 'preact';
import type { HostInstallModel } from '../models/host-install-model.ts';
import { Command } from './command.tsx';
import { CHECKOUT, hostInstall } from './host-install.ts';
import './host-steps.css';

export interface HostStepsProps {
  readonly install: HostInstallModel;
  /** Not the host of this extension's version: the newest there is. */
  readonly isNewest?: boolean;
  /** Steps that follow. */
  readonly children?: ComponentChildren;
}

/** How a person comes to a host on the system that the browser runs on. */
export function HostSteps({ install, isNewest = false, children }: HostStepsProps) {
  const here = install.place.value;
  if (!here) return null;
  const { archive, unpack, script } = hostInstall(isNewest ? { ...here, version: undefined } : here);
  return (
    <ol class="install-steps">
      <li>
        <p class="step-title">
          Download the {isNewest && 'newest '}host from where you have this extension, and unpack it
        </p>
        {unpack === undefined ? <p class="hint">{archive}</p> : <Command text={unpack} />}
      </li>
      <li>
        <p class="step-title">Run this in the folder that comes out of it</p>
        <Command text={script} />
        <p class="hint">
          In a checkout of the sources: <code>{CHECKOUT.install}</code>
        </p>
      </li>
      {children}
    </ol>
  );
}

/** On Linux: why a host that is installed may not be found or not run, which the extension cannot see. */
export function SandboxNote({ install }: Pick<HostStepsProps, 'install'>) {
  const here = install.place.value;
  if (!here || hostInstall(here).system !== 'linux') return null;
  return (
    <p class="hint">
      A browser from snap or flatpak cannot start programs outside of its sandbox, so it finds no host. Use the
      browser’s own .deb or .rpm package; <code>holdfast doctor</code> names such a browser.
    </p>
  );
}

/** The command that says what is wrong with an installed host. */
export function DoctorCommand({ install }: Pick<HostStepsProps, 'install'>) {
  const here = install.place.value;
  if (!here) return null;
  const { doctor, system } = hostInstall(here);
  return (
    <>
      <Command text={doctor} />
      <p class="hint">
        {system === 'windows' ? 'In a command prompt. ' : 'In a terminal. '}
        In a checkout: <code>{CHECKOUT.doctor}</code>
      </p>
    </>
  );
}
