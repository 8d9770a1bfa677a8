import { useMemo } from 'preact/hooks';
import { ToolIcon } from '../../../lib/ui/icons.tsx';
import { FoldedText } from './folded-text.tsx';
import { duration } from './format.ts';
import { readToolCall, type ShownToolCall } from './tool-call.ts';

/** What a reply asked tools to do, each folded. Arguments are text: nothing in them is drawn or run. */
export function ToolCalls({ calls }: { readonly calls: readonly unknown[] }) {
  const shown = useMemo(() => calls.map(readToolCall), [calls]);
  return (
    <div class="tool-calls">
      {shown.map((call, index) => (
        <ToolCall key={index} call={call} />
      ))}
    </div>
  );
}

function ToolCall({ call }: { readonly call: ShownToolCall }) {
  const facts = [call.status, call.durationMs === undefined ? undefined : duration(call.durationMs)];
  return (
    <details class="folded">
      <summary>
        <ToolIcon />
        <span class="tool-name">{call.name}</span>
        <span class={call.status === 'error' ? 'danger-text' : undefined}>{facts.filter(Boolean).join(' · ')}</span>
      </summary>
      <Part title="Arguments" text={call.argumentsText || 'None'} />
      {call.output !== undefined && <Part title="Result" text={call.output} />}
    </details>
  );
}

function Part({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <>
      <p class="folded-title">{title}</p>
      <FoldedText text={text} />
    </>
  );
}
