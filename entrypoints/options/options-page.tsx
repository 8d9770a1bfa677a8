import type { ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CopyText, type CopyTextFunction } from '../../lib/ui/copy.tsx';
import { HoldfastMark } from '../../lib/ui/icons.tsx';
import { onDemand } from '../../lib/ui/on-demand.tsx';
import { NoticeView } from '../sidepanel/views/notice-view.tsx';
import type { OptionsModel } from './models/options-model.ts';
import { SECTIONS, sectionOf } from './sections.ts';
import { SavedStatus } from './views/section.tsx';

interface OptionsPageProps {
  readonly options: OptionsModel;
  /** Of the page's address, with its `#`. */
  readonly hash: ReadonlySignal<string>;
  /** Files are dragged over the page. */
  readonly isFileOver: ReadonlySignal<boolean>;
  readonly copyText: CopyTextFunction;
  readonly openShortcutsPage: () => void;
  readonly openRecovery: () => void;
  readonly isMac: boolean;
}

const DropPlace = onDemand<object>(async () => (await import('../sidepanel/views/drop-place.tsx')).DropPlace);

export function OptionsPage(props: OptionsPageProps) {
  const { options, hash, isFileOver, copyText, openShortcutsPage, openRecovery, isMac } = props;
  const { id, title, View } = sectionOf(hash.value);
  useEffect(() => {
    document.title = `${title} · Holdfast settings`;
    scrollTo(0, 0);
  }, [title]);
  return (
    <CopyText.Provider value={copyText}>
      <div class="page">
        <header class="page-head">
          <p class="page-name">
            <HoldfastMark />
            Holdfast
          </p>
          <nav aria-label="Sections">
            <ul>
              {SECTIONS.map((section) => (
                <li key={section.id}>
                  <a href={`#${section.id}`} aria-current={section.id === id ? 'page' : undefined}>
                    {section.title}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main class="section" key={id}>
          <h1>{title}</h1>
          <View options={options} isMac={isMac} openShortcutsPage={openShortcutsPage} openRecovery={openRecovery} />
        </main>
        <SavedStatus saved={options.saved} />
        <NoticeView notices={options.notices} />
        {isFileOver.value && <DropPlace />}
      </div>
    </CopyText.Provider>
  );
}
