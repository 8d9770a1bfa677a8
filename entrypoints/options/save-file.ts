/** Lets the browser keep a text as a file among the downloads. */
export function saveFile(name: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The download has begun by then; the address would hold the text until the page ends.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
