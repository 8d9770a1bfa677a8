import { createModel, signal } from '@preact/signals';

/** The browser's leave to show notifications of the system. */
export interface NotificationPermission {
  isGranted(): Promise<boolean>;
  /** Asks the person; to be called inside a click. */
  request(): Promise<boolean>;
  onChanged(listener: () => void): void;
}

/** Whether notifications of the system can be shown. `refused`: asked for just now, and not given. */
export const PermissionModel = createModel((permission: NotificationPermission) => {
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

  /** Nothing may be waited for before the request: the browser takes it only inside a click. */
  async function ask(): Promise<void> {
    state.value = 'asking';
    try {
      state.value = (await permission.request()) ? 'granted' : 'refused';
    } catch {
      state.value = 'refused';
    }
  }

  return { state, ask };
});
export type PermissionModel = InstanceType<typeof PermissionModel>;
