import { useId } from 'preact/hooks';
import type { Motion, StartView } from '../../../lib/preferences/schema.ts';
import { Segments } from '../../../lib/ui/segments.tsx';
import { hostName } from '../../sidepanel/views/format.ts';
import { ThemeChoice } from '../../sidepanel/views/theme-choice.tsx';
import { Group, Row, type SectionProps } from '../views/section.tsx';

const STARTS: readonly (readonly [StartView, string])[] = [
  ['last', 'Last session'],
  ['new', 'New session'],
];

const MOTIONS: readonly (readonly [Motion, string])[] = [
  ['system', 'System'],
  ['reduced', 'Reduced'],
];

export function GeneralSection({ options }: SectionProps) {
  const { appearance, settings, saved } = options;
  const { startView, motion } = settings.settings.value;
  return (
    <>
      <Group title="Appearance">
        <Row title="Theme" hint="For the panel and this page." place="theme" saved={saved}>
          <ThemeChoice appearance={appearance} onChoose={settings.setTheme} />
        </Row>
        <Row
          title="Motion"
          hint="Reduced: nothing slides, fades or spins, whatever the system setting."
          place="motion"
          saved={saved}
        >
          <Segments name="motion" legend="Motion" choices={MOTIONS} value={motion} onChoose={settings.setMotion} />
        </Row>
      </Group>
      <Group title="Sessions">
        <Row title="The panel opens with" place="start" saved={saved}>
          <Segments
            name="start"
            legend="The panel opens with"
            choices={STARTS}
            value={startView}
            onChoose={settings.setStartView}
          />
        </Row>
        <DefaultModel options={options} />
      </Group>
    </>
  );
}

function DefaultModel({ options: { provider, settings, saved } }: Pick<SectionProps, 'options'>) {
  const id = useId();
  const { defaultModel, provider: server } = settings.settings.value;
  const models = provider.models.value;
  if (defaultModel === '') {
    return (
      <Row title="Model" hint="No model server is set up yet.">
        <a class="button" href="#provider">
          Set up
        </a>
      </Row>
    );
  }
  const isKnown = models.some(({ id: other }) => other === defaultModel);
  return (
    <Row
      title="Model"
      hint={
        <>
          Used in new and existing sessions, on {hostName(server.baseUrl)}. <a href="#provider">Change server</a>
        </>
      }
      place="model"
      saved={saved}
    >
      <label class="hidden" for={id}>
        Model
      </label>
      <select id={id} value={defaultModel} onChange={(event) => settings.setModel(event.currentTarget.value)}>
        {!isKnown && <option value={defaultModel}>{defaultModel}</option>}
        {models.map((model) => (
          <option key={model.id} value={model.id}>
            {model.name}
          </option>
        ))}
      </select>
    </Row>
  );
}
