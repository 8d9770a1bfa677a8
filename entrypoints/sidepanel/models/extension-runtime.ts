/** The part of the browser's `runtime` that pages use besides their connection. */
export interface ExtensionRuntime {
  getManifest(): { readonly version: string };
  getPlatformInfo(): Promise<{ readonly os: string; readonly arch: string }>;
  /** Rejects where the browser does not update the extension, as with one that is not packed. */
  requestUpdateCheck(): Promise<{ readonly status: string }>;
  /** An update was fetched, and waits until the extension ends. */
  readonly onUpdateAvailable: {
    addListener(listener: () => void): void;
    removeListener(listener: () => void): void;
  };
  /** Starts the extension anew, in its newest version; its pages are closed. */
  reload(): void;
}
