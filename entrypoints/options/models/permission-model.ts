import { createModel, signal } from '@preact/signals';

/** The browser's leave for one thing that it asks a person about: notifications, or a server to talk to. */
export interface AskedPermission {
  isGranted(): Promise<boolean>;
  /** Asks the person; to be called inside a click. */
  request(): Promise<boolean>;
  onChanged(listener: () => void): void;
}

/** Whether it is given. `refused`: asked for just now, and not given. */
export const PermissionModel = createModel((permission: AskedPermission) => {
  const state = signal<'unknown' | 'granted' | 'missing' | 'asking' | 'refused'>('unknown');

  permission.onChanged(() => void look());
  void look();

  async function look(): Promise<void> {
    try {
      const isGranted = await permission.isGranted();
      if (isGranted) state.value = 'granted';
      else if (state.peek() === 'unknown' || state.peek() === 'granted') state.value = 'missing';
    } catch {
      state.value = 'missing';
    }
  }

  /** Whether it is given then. Nothing may be waited for before the request: the browser takes it only inside a click. */
  async function ask(): Promise<boolean> {
    state.value = 'asking';
    try {
      state.value = (await permission.request()) ? 'granted' : 'refused';
    } catch {
      state.value = 'refused';
    }
    return state.peek() === 'granted';
  }

  return { state, ask };
});
export type PermissionModel = InstanceType<typeof PermissionModel>;
