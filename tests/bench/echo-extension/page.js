const port = chrome.runtime.connect();

/** To the worker and back, in milliseconds. */
globalThis.echoThroughPort = async (message) => {
  const startedAt = performance.now();
  await new Promise((resolve) => {
    const take = () => {
      port.onMessage.removeListener(take);
      resolve();
    };
    port.onMessage.addListener(take);
    port.postMessage(message);
  });
  return performance.now() - startedAt;
};
