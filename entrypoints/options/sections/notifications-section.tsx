import type { NotificationSettings } from '../../../lib/preferences/schema.ts';
import { Group, SavedMark, type SectionProps, SwitchRow } from '../views/section.tsx';

export function NotificationsSection({ options }: SectionProps) {
  const { settings, permission, saved } = options;
  const chosen = settings.settings.value.notifications;
  const needsSystem = (isOn: boolean) => {
    if (isOn && permission.state.peek() !== 'granted') void permission.ask();
  };
  return (
    <>
      <p class="section-intro">
        Holdfast notifies you only of what you turn on here. <SavedMark place="notifications" saved={saved} />
      </p>
      <Group>
        <SwitchRow
          title="A reply is done"
          hint="When a reply is done and no panel is in view."
          isOn={chosen.replyDone}
          onChange={(replyDone) => {
            needsSystem(replyDone);
            settings.setNotifications({ replyDone });
          }}
        />
        <SwitchRow
          title="The balance is low"
          hint="When your balance at the model server falls below an amount. Venice reports it; most others do not."
          isOn={chosen.balanceLow}
          onChange={(balanceLow) => settings.setNotifications({ balanceLow })}
        >
          <Amount options={options} />
        </SwitchRow>
        <SwitchRow
          title="A sweep removed something"
          hint="When old snapshots, usage statistics or sessions in the trash were removed automatically, once a day at most. Retention sets what is old."
          isOn={chosen.sweepDone}
          onChange={(sweepDone) => {
            needsSystem(sweepDone);
            settings.setNotifications({ sweepDone });
          }}
        />
        <SwitchRow
          title="A backup failed"
          hint="When the daily copy of your conversations could not be made, or did not pass its check."
          isOn={chosen.backupFailed}
          onChange={(backupFailed) => settings.setNotifications({ backupFailed })}
        />
      </Group>
      <Permission options={options} isWanted={isAnythingOn(chosen)} />
    </>
  );
}

function isAnythingOn({ replyDone, balanceLow, sweepDone, backupFailed }: NotificationSettings): boolean {
  return replyDone || balanceLow || sweepDone || backupFailed;
}

function Amount({ options: { settings } }: Pick<SectionProps, 'options'>) {
  const { balanceLow, balanceLowUsd } = settings.settings.value.notifications;
  return (
    <label class="amount">
      Below
      <input
        type="number"
        min={0}
        max={10_000}
        step="any"
        required
        disabled={!balanceLow}
        value={balanceLowUsd}
        onChange={(event) => {
          const { validity, valueAsNumber } = event.currentTarget;
          if (validity.valid) settings.setNotifications({ balanceLowUsd: valueAsNumber });
        }}
      />
      US dollars
    </label>
  );
}

interface PermissionProps extends Pick<SectionProps, 'options'> {
  readonly isWanted: boolean;
}

function Permission({ options: { permission }, isWanted }: PermissionProps) {
  const state = permission.state.value;
  if (state === 'granted') {
    return (
      <p class="hint" role="status">
        The browser lets Holdfast show system notifications.
      </p>
    );
  }
  return (
    <div class="permission" role="status">
      {state !== 'unknown' && isWanted && (
        <div class={state === 'refused' ? 'banner' : 'banner calm'}>
          <p>{PERMISSION_WORDS[state]}</p>
          {state !== 'asking' && (
            <button type="button" class="button" onClick={() => void permission.ask()}>
              {state === 'refused' ? 'Ask again' : 'Allow notifications'}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

const PERMISSION_WORDS = {
  missing:
    'The browser has not been asked yet whether Holdfast may show notifications. Until then, nothing is shown outside the panel.',
  asking: 'The browser asks you whether Holdfast may show notifications.',
  refused:
    'The browser does not let Holdfast show notifications: you or a browser policy said no. Nothing is shown outside the panel.',
} as const;
