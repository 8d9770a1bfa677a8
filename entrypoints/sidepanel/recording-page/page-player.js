// The player of an exported recording: a script of its own, without anything around it.
(() => {
  const byId = (id) => document.getElementById(id);
  const { durationMs, gaps, markers, marks, steps } = JSON.parse(byId('data').textContent);
  const [log, place, time, play, speed, skip] = ['log', 'place', 'time', 'play', 'speed', 'skip'].map(byId);
  const SEEN_MS = 1000;
  /** Marks that can be told apart on a line. */
  const MAX_DRAWN_MARKS = 400;
  const timesOf = (...kinds) => marks.filter(({ kind }) => kinds.includes(kind)).map(({ atMs }) => atMs);
  const MESSAGES = timesOf('question', 'reply', 'error');
  const TOOLS = timesOf('tool', 'file', 'proof');
  const JUMPS = [
    [byId('previous-tool'), TOOLS, -1],
    [byId('previous'), MESSAGES, -1],
    [byId('next'), MESSAGES, 1],
    [byId('next-tool'), TOOLS, 1],
  ];
  let entries = [];
  let articles = [];
  let done = 0;
  let positionMs = 0;
  let isPlaying = false;
  let before = 0;

  function words(ms) {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const hours = Math.floor(seconds / 3600);
    const minutes = String(Math.floor(seconds / 60) % 60);
    const rest = String(seconds % 60).padStart(2, '0');
    return hours > 0 ? `${hours}:${minutes.padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
  }

  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  }

  /** Text as it is; what stands between fences as code. */
  function textParts(text) {
    const box = element('div', 'text');
    box.dir = 'auto';
    for (const [index, part] of text.split(/^```.*\n?/m).entries()) {
      if (index % 2 === 1) box.append(element('pre', '', part));
      else if (part !== '') box.append(part);
    }
    return box;
  }

  function draw(index) {
    const { kind, head, text, note, tools } = entries[index];
    const article = element('article', kind);
    article.append(element('h2', '', head));
    if (text !== '') article.append(textParts(text));
    for (const tool of tools) {
      const details = element('details');
      details.append(element('summary', '', tool.head), element('pre', '', tool.text));
      article.append(details);
    }
    if (note !== '') article.append(element('p', note.startsWith('Failed') ? 'failed' : '', note));
    if (articles[index]) articles[index].replaceWith(article);
    else log.append(article);
    articles[index] = article;
  }

  function show(ms) {
    positionMs = Math.min(Math.max(0, ms), durationMs);
    const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 40;
    if (done > 0 && steps[done - 1][0] > positionMs) {
      entries = [];
      articles = [];
      done = 0;
      log.replaceChildren();
    }
    const changed = new Set();
    for (; done < steps.length && steps[done][0] <= positionMs; done += 1) {
      const [, index, change] = steps[done];
      entries[index] = typeof change === 'string' ? { ...entries[index], text: entries[index].text + change } : change;
      changed.add(index);
    }
    for (const index of changed) draw(index);
    if (isAtEnd) log.scrollTop = log.scrollHeight;
    place.value = String(positionMs);
    place.setAttribute('aria-valuetext', `${words(positionMs)} of ${words(durationMs)}`);
    time.textContent = `${words(positionMs)} / ${words(durationMs)}`;
    for (const [button, times, step] of JUMPS) button.ariaDisabled = String(placeFrom(times, step) === undefined);
  }

  function setPlaying(next) {
    isPlaying = next;
    play.textContent = next ? 'Pause' : 'Play';
    if (!next) return;
    if (positionMs >= durationMs) show(0);
    before = performance.now();
    requestAnimationFrame(tick);
  }

  function tick(now) {
    if (!isPlaying) return;
    let ms = positionMs + Math.max(0, now - before) * Number(speed.value);
    before = now;
    const gap = skip.checked && gaps.find(({ fromMs, toMs }) => ms > fromMs + SEEN_MS && ms < toMs - SEEN_MS);
    if (gap) ms = gap.toMs - SEEN_MS;
    show(ms);
    if (positionMs >= durationMs) setPlaying(false);
    else requestAnimationFrame(tick);
  }

  function placeFrom(times, step) {
    if (step > 0) return times.find((each) => each > positionMs);
    return times.findLast((each) => each < positionMs - 700);
  }

  function jump(times, step) {
    show(placeFrom(times, step) ?? (step > 0 ? durationMs : 0));
  }

  function drawMark(kind, atMs) {
    const mark = element('i', kind);
    // Of an attribute the policy would take nothing.
    mark.style.left = `${(100 * atMs) / Math.max(1, durationMs)}%`;
    byId('marks').append(mark);
  }

  /** Where messages and tools begin, and what a person marked: on the line, and as a list that leads there. */
  function drawMarks() {
    const every = Math.ceil(marks.length / MAX_DRAWN_MARKS);
    for (const [index, { atMs, kind }] of marks.entries()) if (index % every === 0) drawMark(kind, atMs);
    if (markers.length === 0) return;
    const [details, list] = [element('details'), element('ul')];
    for (const { atMs, label } of markers) {
      drawMark('marker', atMs);
      const [item, button, name] = [element('li'), element('button', '', words(atMs)), element('span', '', label)];
      button.type = 'button';
      button.ariaLabel = `Go to ${words(atMs)}`;
      button.addEventListener('click', () => show(atMs));
      name.dir = 'auto';
      item.append(button, name);
      list.append(item);
    }
    details.append(element('summary', '', markers.length === 1 ? '1 marker' : `${markers.length} markers`), list);
    byId('controls').after(details);
  }

  const changeSpeed = (step) => {
    speed.selectedIndex = Math.min(Math.max(0, speed.selectedIndex + step), speed.options.length - 1);
  };
  const KEYS = {
    ' ': () => setPlaying(!isPlaying),
    ArrowLeft: () => show(positionMs - 5000),
    ArrowRight: () => show(positionMs + 5000),
    Home: () => show(0),
    End: () => show(durationMs),
    '[': () => jump(MESSAGES, -1),
    ']': () => jump(MESSAGES, 1),
    ',': () => jump(TOOLS, -1),
    '.': () => jump(TOOLS, 1),
    '<': () => changeSpeed(-1),
    '>': () => changeSpeed(1),
  };

  addEventListener('keydown', (event) => {
    const run = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
    const isOwn = event.target.closest?.('button, select, summary, input[type="checkbox"]');
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isOwn && [' ', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    run();
  });
  play.addEventListener('click', () => setPlaying(!isPlaying));
  for (const [button, times, step] of JUMPS) {
    button.addEventListener('click', () => {
      if (placeFrom(times, step) !== undefined) jump(times, step);
    });
  }
  place.addEventListener('input', () => show(Number(place.value)));
  drawMarks();
  show(0);
})();
