/** Puts a text on the clipboard, or one that is still being read. Rejects when the browser refuses, or with what `text` does. */
export function copyText(text: string | Promise<string>): Promise<void> {
  if (typeof text === 'string') return navigator.clipboard.writeText(text);
  return navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })]);
}
