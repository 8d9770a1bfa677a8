import type { Theme } from '../../../lib/preferences/schema.ts';
import type { LayoutModel } from '../models/layout-model.ts';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function ThemeChoice({ layout }: { readonly layout: LayoutModel }) {
  return (
    <fieldset class="segments">
      <legend class="hidden">Appearance</legend>
      {THEMES.map(([theme, name]) => (
        <label key={theme}>
          <input
            type="radio"
            name="theme"
            checked={layout.theme.value === theme}
            onChange={() => layout.setTheme(theme)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
