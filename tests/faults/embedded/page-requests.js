// Evaluated in a page of the extension: requests to the background, each over a port of its own, so that one which is lost with
// the worker costs nobody else anything. `ask` resolves with the result, or undefined when there was no answer to it; `refusal` is
// the last error.
globalThis.ask = (method, params) =>
  new Promise((resolve) => {
    const port = chrome.runtime.connect();
    const end = (result) => {
      port.disconnect();
      resolve(result);
    };
    port.onDisconnect.addListener(() => resolve(undefined));
    port.onMessage.addListener((message) => {
      if (message.id !== 1) return;
      if (message.error) globalThis.refusal = message.error;
      end(message.result);
    });
    port.postMessage({ jsonrpc: '2.0', id: 1, method, params });
  });

// A text that follows from the id, of up to `longest` letters.
globalThis.textOf = (id, longest) =>
  `${id} ${'äß🙂 text '.repeat((Number.parseInt(id.slice(-4), 16) * longest) / 65536 / 10)}`;

// Writes messages one after the other until `isOver`; `acknowledged` has those that were.
globalThis.acknowledged = [];
globalThis.isOver = false;
globalThis.writeAll = async (sessionId, longest) => {
  while (!isOver) {
    const id = crypto.randomUUID();
    const message = { id, sessionId, role: 'user', content: textOf(id, longest) };
    const answer = await ask('messages/append', { ...message, _meta: { requestId: crypto.randomUUID() } });
    if (answer?.message?.id === id) acknowledged.push(id);
  }
};
