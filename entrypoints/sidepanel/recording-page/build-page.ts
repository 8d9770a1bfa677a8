import { outlineOf } from '../../../lib/playback/outline.ts';
import { pageSteps } from '../../../lib/playback/page-steps.ts';
import type { RecordedEvent, Recording } from '../../../lib/protocol/recording-shapes.ts';
import style from './page.css?raw';
import script from './page-player.js?raw';

/**
 * A recording as one file that plays anywhere. Nothing is loaded from elsewhere, and its own policy would forbid it: only the one
 * script and the one style that are named by their hashes count. What was said is data, shown as text.
 */
export async function buildPage(recording: Recording, events: readonly RecordedEvent[]): Promise<string> {
  const { title, createdAt, durationMs, markers } = recording;
  const { marks, gaps } = outlineOf(events);
  const data = { title, createdAt, durationMs, markers, marks, gaps, steps: pageSteps(events) };
  const policy = [
    "default-src 'none'",
    `script-src '${await sourceHash(script)}'`,
    `style-src '${await sourceHash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<header><h1 dir="auto">${escapeHtml(title)}</h1><p>Recorded ${escapeHtml(createdAt.slice(0, 16).replace('T', ' '))} UTC with Holdfast</p></header>
<main id="log" tabindex="0" aria-label="What was said"></main>
<footer>
<div id="line">
<div id="marks" aria-hidden="true"></div>
<input id="place" type="range" min="0" max="${Math.ceil(durationMs)}" step="100" value="0" aria-label="Time">
</div>
<div id="controls">
<div id="buttons">
${jumpButton('previous-tool', 'Previous tool call', ',', 'm13.5 5-3 3 3 3M9.5 11.5H6M3 3.5v9')}
${jumpButton('previous', 'Previous message', '[', 'M12 3.5v9L6 8zM4 3.5v9')}
<button id="play" type="button" title="Play (Space)">Play</button>
${jumpButton('next', 'Next message', ']', 'M4 3.5v9L10 8zM12 3.5v9')}
${jumpButton('next-tool', 'Next tool call', '.', 'm2.5 5 3 3-3 3M6.5 11.5H10M13 3.5v9')}
</div>
<span id="time"></span>
<label><input id="skip" type="checkbox" checked> Skip idle time</label>
<select id="speed" title="Speed (&lt; and &gt;)" aria-label="Speed"><option value="0.5">0.5 ×</option><option value="1" selected>1 ×</option><option value="1.5">1.5 ×</option><option value="2">2 ×</option><option value="4">4 ×</option></select>
</div>
</footer>
<script type="application/json" id="data">${escapeData(JSON.stringify(data))}</script>
<script>${script}</script>
</html>
`;
}

/** `path`: what is drawn on it, as the icons of the panel are. */
function jumpButton(id: string, name: string, key: string, path: string): string {
  return `<button id="${id}" class="icon" type="button" title="${name} (${key})" aria-label="${name}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg></button>`;
}

async function sourceHash(source: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(source)));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => REFERENCES[sign] ?? sign);
}

/** Nothing in the data can end the element that it stands in. */
function escapeData(json: string): string {
  return json.replaceAll('<', '\\u003c');
}
