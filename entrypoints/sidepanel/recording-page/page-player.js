// The player of an exported recording: a script of its own, without anything around it.
(() => {
  const byId = (id) => document.getElementById(id);
  const { durationMs, gaps, marks, steps } = JSON.parse(byId('data').textContent);
  const [log, place, time, play, speed, skip] = ['log', 'place', 'time', 'play', 'speed', 'skip'].map(byId);
  const SEEN_MS = 1000;
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

  function jump(kinds, step) {
    const times = marks.filter(({ kind }) => kinds.includes(kind)).map(({ atMs }) => atMs);
    if (step > 0) show(times.find((each) => each > positionMs) ?? durationMs);
    else show(times.findLast((each) => each < positionMs - 700) ?? 0);
  }

  const MESSAGES = ['question', 'reply', 'error'];
  const TOOLS = ['tool', 'file', 'proof'];
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
  byId('previous').addEventListener('click', () => jump(MESSAGES, -1));
  byId('next').addEventListener('click', () => jump(MESSAGES, 1));
  place.addEventListener('input', () => show(Number(place.value)));
  show(0);
})();
