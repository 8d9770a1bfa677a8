import type { SendKey } from '../../../lib/preferences/schema.ts';
import { Segments } from '../../../lib/ui/segments.tsx';
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
    <Segments
      name="send-key"
      legend="What sends a message"
      choices={choices}
      value={composer.sendKey.value}
      onChoose={composer.setSendKey}
    />
  );
}
