// The other ends, and the floors of what the product's worker does. A floor returns the milliseconds of one sample.
chrome.runtime.onConnect.addListener((port) => {
  port.onMessage.addListener((message) => port.postMessage(message));
});

let host;
const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open('floor', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('journal', { keyPath: 'id' });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

globalThis.echoNatively = async (message) => {
  host ??= chrome.runtime.connectNative('app.holdfast.bench_echo');
  const startedAt = performance.now();
  await new Promise((resolve, reject) => {
    const take = () => {
      host.onMessage.removeListener(take);
      resolve();
    };
    host.onMessage.addListener(take);
    host.onDisconnect.addListener(() => reject(new Error(chrome.runtime.lastError?.message)));
    host.postMessage(message);
  });
  return performance.now() - startedAt;
};

/** Until the transaction is complete, which with `strict` is when the disk has it. */
globalThis.putStrictly = async (message) => {
  const database = await opened;
  const startedAt = performance.now();
  await new Promise((resolve, reject) => {
    const transaction = database.transaction('journal', 'readwrite', { durability: 'strict' });
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
    transaction.objectStore('journal').put(message);
  });
  return performance.now() - startedAt;
};
