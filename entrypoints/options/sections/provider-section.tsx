import { useEffect, useState } from 'preact/hooks';
import { ConnectionBanner } from '../../sidepanel/views/connection-banner.tsx';
import { hostName } from '../../sidepanel/views/format.ts';
import { ProviderForm } from '../../sidepanel/views/provider-form.tsx';
import { testWords } from '../test-words.ts';
import { Group, SavedMark, type SectionProps } from '../views/section.tsx';

export function ProviderSection({ options }: SectionProps) {
  const { connection, provider, providerForm: form, saved } = options;
  const chosen = provider.provider.value;
  const [isStarted, setStarted] = useState(false);
  useEffect(() => {
    form.start();
    setStarted(true);
  }, [form]);
  return (
    <>
      <p class="section-intro">
        {chosen
          ? `Your questions go to ${hostName(chosen.baseUrl)}, and nowhere else.`
          : 'Your questions go to a model server of your choice, and nowhere else.'}{' '}
        {connection.isEmbedded.value
          ? 'Without the host, this extension makes the requests itself, so the browser asks you whether it may talk to that server.'
          : 'The host on this machine makes the requests, not the browser, so Holdfast asks for no access to any site.'}
      </p>
      {connection.isAway.value && <ConnectionBanner connection={connection.connection.value} />}
      <Group>
        <div class="row in-column">
          {isStarted && (
            <ProviderForm
              model={form}
              canCancel={false}
              onSaved={() => saved.report('provider', { ok: true })}
              end={<SavedMark place="provider" saved={saved} />}
            />
          )}
        </div>
        <ProviderTest options={options} />
      </Group>
    </>
  );
}

function ProviderTest({ options: { providerForm: form, providerTest } }: Pick<SectionProps, 'options'>) {
  const { baseUrl, apiKey } = form.form.value;
  // What was found holds for one address and one key only.
  useEffect(() => providerTest.forget(), [providerTest, baseUrl, apiKey]);
  const test = providerTest.test.value;
  const { isGood, words } = testWords(test);
  return (
    <div class="row">
      <div class="row-words">
        <p class="row-title">Test</p>
        <p class={isGood === false ? 'hint danger-text' : isGood ? 'hint good-text' : 'hint'} role="status">
          {words}
        </p>
      </div>
      <button type="button" class="button" disabled={test?.state === 'testing'} onClick={() => void providerTest.run()}>
        {test?.state === 'testing' ? 'Testing…' : 'Test address and key'}
      </button>
    </div>
  );
}
