import type { Theme } from '../../../lib/preferences/schema.ts';
import { Segments } from '../../../lib/ui/segments.tsx';
import type { AppearanceModel } from '../models/appearance-model.ts';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

interface ThemeChoiceProps {
  readonly appearance: Pick<AppearanceModel, 'theme'>;
  readonly onChoose: (theme: Theme) => void;
}

export function ThemeChoice({ appearance, onChoose }: ThemeChoiceProps) {
  return (
    <Segments name="theme" legend="Appearance" choices={THEMES} value={appearance.theme.value} onChoose={onChoose} />
  );
}
