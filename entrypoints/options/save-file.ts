/** Lets the browser keep a text, or bytes, as a file among the downloads. */
export function saveFile(name: string, content: string | Uint8Array<ArrayBuffer>, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The download has begun by then; the address would hold the content until the page ends.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
