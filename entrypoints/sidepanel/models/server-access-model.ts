import { computed, createModel, effect, type ReadonlySignal, untracked } from '@preact/signals';
import { type AskedPermission, PermissionModel } from '../../options/models/permission-model.ts';
import type { ConnectionModel } from './connection-model.ts';

/** The browser's leave to talk to servers, by patterns of their addresses. */
export interface ServerPermissions {
  contains(permissions: { origins: string[] }): Promise<boolean>;
  /** Asks the person; to be called inside a click. */
  request(permissions: { origins: string[] }): Promise<boolean>;
  readonly onAdded: Listened;
  readonly onRemoved: Listened;
}

interface Listened {
  addListener(listener: () => void): void;
}

interface ServerAccessOptions {
  readonly permissions: ServerPermissions;
  readonly connection: Pick<ConnectionModel, 'isEmbedded'>;
}

/** `impossible`: no browser lets the extension talk to it. */
export type ServerAccess = PermissionModel['state']['value'] | 'unneeded' | 'impossible';

/**
 * Whether the extension may talk to a model server, which it does itself when there is no host. With one nothing is needed, and
 * nothing is ever asked.
 */
export const ServerAccessModel = createModel(({ permissions, connection: { isEmbedded } }: ServerAccessOptions) => {
  const known = new Map<string, PermissionModel>();
  effect(() => () => {
    for (const permission of known.values()) permission[Symbol.dispose]();
  });

  function permissionOf(pattern: string): PermissionModel {
    const before = known.get(pattern);
    if (before) return before;
    const permission = untracked(() => new PermissionModel(toPermission(permissions, { origins: [pattern] })));
    known.set(pattern, permission);
    return permission;
  }

  /** Of a base URL that is one; a signal, since what a model's functions read is followed by nobody. */
  function accessOf(baseUrl: string): ReadonlySignal<ServerAccess> {
    const pattern = patternOf(baseUrl);
    return computed(() => {
      if (!isEmbedded.value) return 'unneeded';
      return pattern === undefined ? 'impossible' : permissionOf(pattern).state.value;
    });
  }

  /**
   * Whether the extension may talk to it, after the person was asked where that is still open. To be called first in a click:
   * the browser asks only there.
   */
  async function ask(baseUrl: string): Promise<boolean> {
    if (!isEmbedded.peek()) return true;
    const pattern = patternOf(baseUrl);
    if (pattern === undefined) return false;
    const permission = permissionOf(pattern);
    return permission.state.peek() === 'granted' || (await permission.ask());
  }

  return { accessOf, ask };
});
export type ServerAccessModel = InstanceType<typeof ServerAccessModel>;

function toPermission(permissions: ServerPermissions, asked: { origins: string[] }): AskedPermission {
  return {
    isGranted: () => permissions.contains(asked),
    request: () => permissions.request(asked),
    onChanged(listener) {
      permissions.onAdded.addListener(listener);
      permissions.onRemoved.addListener(listener);
    },
  };
}

/** The manifest names these for http: elsewhere, what is said would cross a network that anybody can listen to. */
const OWN_MACHINE = ['127.0.0.1', 'localhost'];

/** A pattern for the server as the browser takes it, whatever its port; undefined for one that the manifest does not allow. */
function patternOf(baseUrl: string): string | undefined {
  const { protocol, hostname } = new URL(baseUrl);
  const isAllowed = protocol === 'https:' || OWN_MACHINE.includes(hostname);
  return isAllowed ? `${protocol}//${hostname}/*` : undefined;
}
