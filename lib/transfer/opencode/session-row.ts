import { countOf, fieldsOf, textOf, timeOf } from './fields.ts';
import { OPENCODE, ownId } from './ids.ts';
import type { Outline } from './outline.ts';

/** The beginning of the branch names of forks. */
export const FORK = 'fork #';

/** A session of OpenCode as a row that is still to be checked. Its sums follow from its messages. */
export function sessionRow(outline: Outline): Readonly<Record<string, unknown>> {
  const { info, id } = outline;
  const time = fieldsOf(info['time']);
  const model = fieldsOf(info['model']);
  const created = timeOf(time['created']) ?? timeOf(outline.firstMs);
  return {
    id: id === undefined ? undefined : ownId(id),
    title: textOf(info['title']) ?? 'OpenCode session',
    created_at: created,
    updated_at: timeOf(time['updated']) ?? timeOf(outline.lastMs) ?? created,
    model: textOf(model['id']) ?? outline.model ?? '',
    provider: textOf(model['providerID']) ?? outline.provider ?? null,
    ...{ prompt_tokens: 0, completion_tokens: 0, cost: 0, message_count: 0 },
    is_archived: Number(countOf(time['archived']) !== undefined),
    is_imported: 1,
    ...branchOf(outline),
    source: OPENCODE,
    source_id: id,
  };
}

/** `parentID` means a session that a tool began; what a fork was made of is not said. */
function branchOf({ info, revertedAt }: Outline): Readonly<Record<string, unknown>> {
  const parent = textOf(info['parentID']);
  if (parent !== undefined) {
    return { branch_name: `subagent:${textOf(info['agent']) ?? 'agent'}`, parent_session_id: ownId(parent) };
  }
  const fork = / \(fork #(\d{1,6})\)$/.exec(textOf(info['title']) ?? '');
  if (fork) return { branch_name: `${FORK}${fork[1]}` };
  return revertedAt === undefined ? { branch_name: 'main' } : { branch_name: 'reverted', branch_point: revertedAt };
}
