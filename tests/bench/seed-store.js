// Evaluated on a page of the extension that asks the background for nothing: puts an image where the store in the browser is kept.
globalThis.seedStore = async ({ url, header, partBytes }) => {
  const image = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const sha256 = [...new Uint8Array(await crypto.subtle.digest('SHA-256', image))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  await chrome.storage.local.set({ 'store.place': { engine: 'embedded', movedAt: null, removedAfter: null } });
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('holdfast-store', 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('log', { keyPath: 'number' });
      opening.result.createObjectStore('headers', { keyPath: 'generation' });
      opening.result.createObjectStore('parts');
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  await new Promise((resolve, reject) => {
    const transaction = database.transaction(['headers', 'parts'], 'readwrite', { durability: 'strict' });
    for (let offset = 0; offset < image.length; offset += partBytes) {
      transaction.objectStore('parts').put(image.slice(offset, offset + partBytes), [1, offset / partBytes]);
    }
    transaction.objectStore('headers').put({ ...header, length: image.length, sha256 });
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  database.close();
};

// What one write costs if the whole image is put each time, without making it.
globalThis.putWhole = async (bytes) => {
  const image = new Uint8Array(bytes).fill(7);
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('bench-whole', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('images');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const startedAt = performance.now();
  await new Promise((resolve, reject) => {
    const transaction = database.transaction('images', 'readwrite', { durability: 'strict' });
    transaction.objectStore('images').put(image, 1);
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const durationMs = performance.now() - startedAt;
  database.close();
  return durationMs;
};
