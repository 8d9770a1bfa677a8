import { build } from '../../scripts/build.ts';

/** Before the first test: the programs that tests start are those of the source as it is now. */
export async function setup(): Promise<void> {
  await build();
}
