// Evaluated in the panel's page: what its frames do.
globalThis.benchLog = () => document.querySelector('.log');

// The milliseconds between frames while `step` is called in each of them, for a time.
globalThis.benchFrames = (durationMs, step = () => {}) =>
  new Promise((resolve) => {
    const deltas = [];
    const startedAt = performance.now();
    let lastAt;
    const frame = (now) => {
      if (lastAt !== undefined) deltas.push(now - lastAt);
      lastAt = now;
      if (performance.now() - startedAt >= durationMs) return resolve(deltas);
      step();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });

// As a person's hand does, so many pixels in a frame; up is negative.
globalThis.benchScroll = (durationMs, pixels) =>
  benchFrames(durationMs, () => {
    benchLog().scrollTop += pixels;
  });

// Opens a session by its row in the sidebar.
globalThis.benchOpen = (title) => document.querySelector(`.session-open[title="${title}"]`).click();
