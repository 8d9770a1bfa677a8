const ORIGIN = /^chrome-extension:\/\/([a-p]{32})\/$/;

/** Whether the browser's first argument names the extension that may talk to this host. */
export function isAllowedOrigin(argument: string | undefined, extensionId: string): boolean {
  return argument !== undefined && ORIGIN.exec(argument)?.[1] === extensionId;
}
