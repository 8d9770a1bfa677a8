import { useModel } from '@preact/signals';
import { MAX_RECORDED_SESSIONS } from '../../../lib/preferences/schema.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { RecordedSessionsModel } from '../models/recorded-sessions-model.ts';

/** Whether the session that is shown is recorded by itself; nothing where none is shown. */
export function AutoRecordChoice({ panel }: { readonly panel: PanelModel }) {
  const recorded = useModel(() => new RecordedSessionsModel(panel.preferences));
  const id = panel.sessions.currentId.value;
  if (id === null) return null;
  return (
    <label
      class="check recordings-auto"
      title={`Whenever something is said in it. At most ${MAX_RECORDED_SESSIONS} sessions; the oldest choice is dropped first.`}
    >
      <input
        type="checkbox"
        checked={recorded.ids.value.includes(id)}
        onChange={({ currentTarget }) => recorded.set(id, currentTarget.checked)}
      />
      Always record this session
    </label>
  );
}
