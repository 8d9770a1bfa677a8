import { onTestFinished } from 'vitest';
import { setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { createProfile } from '../../support/browser/profile.ts';
import { type ModelServerOptions, startModelServer } from '../../support/model-server/start-model-server.ts';

/** A profile with a host and a model server beside it, until the test is over. */
export async function profileWithServer(options: ModelServerOptions = {}) {
  const profile = createProfile();
  const modelServer = await startModelServer(options);
  onTestFinished(async () => {
    await profile.dispose();
    await modelServer.close();
  });
  profile.registerHost();
  return { profile, modelServer };
}

/** The same, where the server is chosen already and the browser closed again: then settings are on the disk. */
export async function profileSetUp(options: ModelServerOptions = {}) {
  const { profile, modelServer } = await profileWithServer(options);
  const first = await profile.launch();
  await setUpProvider(await first.openPanel(), modelServer);
  await first.close();
  return { profile, modelServer };
}
