import type { ComponentChildren } from 'preact';
import type { Remote } from '../../sidepanel/models/remote.ts';
import { RemoteView } from '../../sidepanel/views/remote-view.tsx';
import { workFailure } from '../work-words.ts';

interface ReadingViewProps<T> {
  readonly remote: Remote<T>;
  readonly again: () => void;
  readonly children: (value: T) => ComponentChildren;
}

/** What is told of the store, in the rows of a section. */
export function ReadingView<T>(props: ReadingViewProps<T>) {
  return <RemoteView class="row" loading="Reading the store…" failure={workFailure} {...props} />;
}
