import type { LaunchOptions } from '../browser/launch-browser.ts';
import type { DemoProvider } from './demo-provider.ts';

/** What the demo runs on, whether a person or the tour uses it. */
export interface DemoSetting {
  readonly launch: LaunchOptions;
  /** The store's SQLite file; undefined: there is no host, and the store is in the browser. */
  readonly database: string | undefined;
  readonly provider: DemoProvider;
}
