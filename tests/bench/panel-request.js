// Evaluated in the panel's page: requests to the background over a port of their own, as the panel's client makes them.
// Each resolves with its answer and the milliseconds from sending it to having that.
const port = chrome.runtime.connect();
globalThis.benchRequest = async (request) => {
  const startedAt = performance.now();
  const answer = await new Promise((resolve, reject) => {
    const take = (message) => {
      if (message.id !== request.id) return;
      port.onMessage.removeListener(take);
      resolve(message);
    };
    port.onMessage.addListener(take);
    port.onDisconnect.addListener(() => reject(new Error('The background closed the port')));
    port.postMessage(request);
  });
  return { answer, durationMs: performance.now() - startedAt };
};
