import type { BranchNode } from '../models/branch-tree.ts';

/** What a session is told apart by from others of its family: its title, or what a branch begins with. */
export function branchTitle({ session, parent, opening }: BranchNode): string {
  if (!parent) return session.title || 'Untitled';
  const text = opening?.text.trim().replace(/\s+/g, ' ');
  return text || (opening ? 'A message without text' : 'Nothing is said in it yet');
}

/** In one line, such as `retry: It is copied into …`. */
export function branchLabel(node: BranchNode): string {
  const { session, parent } = node;
  const title = branchTitle(node);
  const label = parent ? `${session.branchName ?? 'branch'}: ${title}` : title;
  return label.length > 80 ? `${label.slice(0, 79).toWellFormed()}…` : label;
}

/** Its name, where it starts, and how much is its own. */
export function branchFacts({ session, parent, point, lastPlace }: BranchNode): string[] {
  const own = lastPlace - point;
  const count = own === 1 ? '1\u00a0message' : `${own}\u00a0messages`;
  if (!parent) return [count];
  const start = point === 0 ? 'from the start' : `from message\u00a0${point}`;
  return [session.branchName ?? 'branch', start, count];
}
