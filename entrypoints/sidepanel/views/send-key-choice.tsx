import type { SendKey } from '../../../lib/preferences/schema.ts';
import { keyWords } from '../key-combo.ts';
import type { ComposerModel } from '../models/composer-model.ts';

interface SendKeyChoiceProps {
  /** Where the choice is kept. */
  readonly composer: Pick<ComposerModel, 'sendKey' | 'setSendKey'>;
  readonly isMac: boolean;
}

/** What sends a message; the other one makes a new line. */
export function SendKeyChoice({ composer, isMac }: SendKeyChoiceProps) {
  const choices: readonly (readonly [SendKey, string])[] = [
    ['enter', 'Enter sends'],
    ['mod+enter', `${keyWords('Mod+Enter', isMac)} sends`],
  ];
  return (
    <fieldset class="segments">
      <legend class="hidden">What sends a message</legend>
      {choices.map(([key, words]) => (
        <label key={key}>
          <input
            type="radio"
            name="send-key"
            checked={composer.sendKey.value === key}
            onChange={() => composer.setSendKey(key)}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
