/** Lets the browser keep a text as a file among the downloads. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The download has begun by then; the address would hold the text until the page ends.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
