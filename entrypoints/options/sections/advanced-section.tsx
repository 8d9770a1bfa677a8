import { useEffect } from 'preact/hooks';
import { DebugLog } from '../views/debug-log.tsx';
import { QuarantineView } from '../views/quarantine-view.tsx';
import { Group, Row, SavedMark, type SectionProps, SwitchRow } from '../views/section.tsx';

export function AdvancedSection({ options }: SectionProps) {
  const { settings, saved, quarantine, reset, debug } = options;
  useEffect(quarantine.look, [quarantine]);
  return (
    <>
      <Group title="Help">
        <Row title="First steps" hint="The panel shows them again." place="tour" saved={saved}>
          <button type="button" class="button" onClick={settings.showTour}>
            Show the first steps again
          </button>
        </Row>
        <Row title="Hints" hint="Hints you dismissed come back." place="hints" saved={saved}>
          <button type="button" class="button" onClick={settings.showHints}>
            Show all hints again
          </button>
        </Row>
      </Group>
      <Group
        title="Values set aside"
        intro="A value that could not be read is never overwritten: its text is kept here, and the setting is back to its default."
      >
        <QuarantineView quarantine={quarantine} />
      </Group>
      <Group title="Start over">
        <div class="row">
          <div class="row-words">
            <p class="row-title">Reset settings</p>
            <p class="hint">
              Sets all settings back to their defaults. Conversations stay. You can undo this for a moment.
            </p>
            <label class="check">
              <input
                type="checkbox"
                checked={reset.includesKeys.value}
                onChange={(event) => {
                  reset.includesKeys.value = event.currentTarget.checked;
                }}
              />
              Delete the keys of model servers too
            </label>
          </div>
          <button type="button" class="button danger" onClick={reset.reset}>
            Reset settings
          </button>
        </div>
      </Group>
      <Group title="Debug log">
        <SwitchRow
          title="Log what passes between the pages and the host"
          hint="Method names, durations, sizes and error codes of this page and of open panels; never what you write, and no keys. In memory only, while this page is open."
          isOn={settings.isDebugOn.value}
          onChange={settings.setDebug}
        >
          <SavedMark place="debug" saved={saved} />
        </SwitchRow>
        {(settings.isDebugOn.value || debug.rows.value.length > 0) && <DebugLog debug={debug} />}
      </Group>
    </>
  );
}
