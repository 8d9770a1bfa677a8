import type { LaunchOptions } from '../browser/launch-browser.ts';
import type { DemoProvider } from './demo-provider.ts';

/** What the demo runs on, whether a person or the tour uses it. */
export interface DemoSetting {
  readonly launch: LaunchOptions;
  /** The store's SQLite file. */
  readonly database: string;
  readonly provider: DemoProvider;
}
