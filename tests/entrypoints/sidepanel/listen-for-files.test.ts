import { describe, expect, it } from 'vitest';
import { listenForFiles } from '../../../entrypoints/sidepanel/listen-for-files.ts';

/** What a browser tells while something is dragged over a page. */
function drag(type: string, types: readonly string[], relatedTarget: unknown = null) {
  const files = types.includes('Files') ? ['a file'] : [];
  const dataTransfer = { types, files, dropEffect: 'none' };
  return Object.assign(new Event(type, { cancelable: true }), { dataTransfer, relatedTarget });
}

function listen() {
  const page = new EventTarget();
  const heard: unknown[] = [];
  listenForFiles(page, { onOver: (isOver) => void heard.push(isOver), onFiles: (files) => void heard.push(files) });
  const tell = (event: ReturnType<typeof drag>) => {
    page.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { heard, tell };
}

describe('listenForFiles', () => {
  it('takes files, and knows as long as they are held over the page', () => {
    const { heard, tell } = listen();
    const over = drag('dragover', ['Files']);
    expect([tell(over), over.dataTransfer.dropEffect]).toEqual([true, 'copy']);
    // From one element to the next.
    tell(drag('dragleave', ['Files'], {}));
    expect(heard).toEqual([true]);
    tell(drag('dragleave', ['Files']));
    expect(tell(drag('drop', ['Files', 'text/plain']))).toBe(true);
    expect(heard).toEqual([true, false, false, ['a file']]);
  });

  it.each([['text'], ['text/plain', 'text/uri-list'], ['text/html', 'Files']])(
    'leaves %j to the browser',
    (...types) => {
      const { heard, tell } = listen();
      expect([tell(drag('dragover', types)), tell(drag('drop', types))]).toEqual([false, false]);
      expect(heard).toEqual([false]);
    },
  );
});
