interface FileListening {
  /** Files are over the page, or not any more. */
  readonly onOver: (isOver: boolean) => void;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Takes files that are dropped anywhere on a page. Text, and what is dragged out of a page, goes where the browser puts it. */
export function listenForFiles(page: EventTarget, { onOver, onFiles }: FileListening): void {
  page.addEventListener('dragover', (event) => {
    const { dataTransfer } = event as DragEvent;
    if (!dataTransfer || !isOfFiles(dataTransfer)) return;
    event.preventDefault();
    dataTransfer.dropEffect = 'copy';
    onOver(true);
  });
  page.addEventListener('dragleave', (event) => {
    // From one element to the next there is one that it goes to.
    if ((event as DragEvent).relatedTarget === null) onOver(false);
  });
  page.addEventListener('drop', (event) => {
    onOver(false);
    const { dataTransfer } = event as DragEvent;
    if (!dataTransfer || !isOfFiles(dataTransfer)) return;
    event.preventDefault();
    onFiles([...dataTransfer.files]);
  });
}

/** A picture of a page comes as a file, too, with the page's words for it beside. */
function isOfFiles({ types }: DataTransfer): boolean {
  return types.includes('Files') && !types.includes('text/html');
}
