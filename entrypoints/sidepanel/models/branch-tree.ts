import type { Branch } from '../../../lib/protocol/branch-shapes.ts';

/** A session in the tree of its family. */
export interface BranchNode extends Branch {
  readonly id: string;
  /** What it was branched from; undefined for a root. */
  readonly parent: BranchNode | undefined;
  /** Its own messages come after this place; those before are copies. */
  readonly point: number;
}

/** What is said in several sessions in the place of one message. */
export interface Fork {
  /** More than one; the first one was there first. */
  readonly versions: readonly BranchNode[];
  /** Which of them the session shows. */
  readonly index: number;
}

/** Where a session meets others of its family. */
export interface Forks {
  /** By the place of a message: its versions. */
  readonly versions: ReadonlyMap<number, Fork>;
  /** By the place of a message: how many sessions go on from it that are no version of a message after it. */
  readonly starts: ReadonlyMap<number, number>;
}

export type Family = ReadonlyMap<string, BranchNode>;

/** The nodes of a family, as `sessions/branches` tells of it: the first one is the root, whatever it says of a parent. */
export function toFamily(branches: readonly Branch[]): Family {
  const root = branches[0]?.session.id;
  const told = new Map(branches.map((branch) => [branch.session.id, branch]));
  const family = new Map<string, BranchNode>();
  function nodeOf(branch: Branch): BranchNode {
    const { id, parentSessionId, branchPoint } = branch.session;
    const known = family.get(id);
    if (known) return known;
    const above = id === root || parentSessionId === null ? undefined : told.get(parentSessionId);
    const parent = above && nodeOf(above);
    const node = { ...branch, id, parent, point: parent ? (branchPoint ?? 0) : 0 };
    family.set(id, node);
    return node;
  }
  for (const branch of branches) nodeOf(branch);
  return family;
}

/** The session that the message at a place was written in: others have a copy of it. */
export function ownerAt(node: BranchNode, place: number): BranchNode {
  let owner = node;
  while (owner.parent && place <= owner.point) owner = owner.parent;
  return owner;
}

/**
 * The session that a branch stands beside: of a reply that was asked for again and again, each is a branch of the one before, but
 * all of them are versions of the first one's.
 */
export function stemOf({ parent, point }: BranchNode): BranchNode | undefined {
  return parent && ownerAt(parent, point);
}

/** Where the session meets its family. What is in the trash counts only while it is what one sees. */
export function forksOf(family: Family, node: BranchNode): Forks {
  const versions = new Map<number, Fork>();
  const starts = new Map<number, number>();
  for (const [stem, places] of branchesByStem(family)) {
    for (const [point, branches] of places) {
      const place = point + 1;
      const shown = ownerAt(node, place);
      if (shown !== stem && !branches.includes(shown)) continue;
      const isShown = node.lastPlace >= place;
      const living = [stem, ...branches].filter((one) => one === shown || one.session.deletedAt === null);
      const saying = living.filter((one) => one.lastPlace >= place);
      if (isShown && saying.length > 1) versions.set(place, { versions: saying, index: saying.indexOf(shown) });
      const others = isShown ? living.filter((one) => one.lastPlace < place) : living;
      const count = others.filter((one) => one !== shown && (one !== stem || one.lastPlace >= place)).length;
      if (count > 0) starts.set(point, count);
    }
  }
  return { versions, starts };
}

/** Branches by what they stand beside and by the place after which they start, in the order in which they were made. */
function branchesByStem(family: Family): Map<BranchNode, Map<number, BranchNode[]>> {
  const stems = new Map<BranchNode, Map<number, BranchNode[]>>();
  for (const node of inOrder(family)) {
    const stem = stemOf(node);
    if (!stem) continue;
    const places = stems.get(stem) ?? new Map<number, BranchNode[]>();
    stems.set(stem, places.set(node.point, [...(places.get(node.point) ?? []), node]));
  }
  return stems;
}

function inOrder(family: Family): BranchNode[] {
  const key = ({ session, id }: BranchNode) => `${session.createdAt} ${id}`;
  return [...family.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The last place up to which two sessions have the same messages; 0 = they have none in common. */
export function forkBetween(a: BranchNode, b: BranchNode): number {
  const places = new Set([a.lastPlace, b.lastPlace]);
  for (const start of [a, b])
    for (let at: BranchNode | undefined = start; at?.parent; at = at.parent) places.add(at.point);
  const last = Math.min(a.lastPlace, b.lastPlace);
  return Math.max(
    0,
    ...[...places].filter((place) => place > 0 && place <= last && ownerAt(a, place) === ownerAt(b, place)),
  );
}

/** A line of the tree as it is drawn. */
export interface TreeRow {
  readonly node: BranchNode;
  /** From 1. */
  readonly level: number;
  /** Among those with the same stem, from 1. */
  readonly position: number;
  readonly setSize: number;
}

/**
 * The tree from its root on, each branch below what it stands beside, by where they start. What is in the trash is there only as far
 * as something hangs on it.
 */
export function treeRows(family: Family): readonly TreeRow[] {
  const children = Map.groupBy(inOrder(family), stemOf);
  const rows: TreeRow[] = [];
  const isThere = (node: BranchNode): boolean =>
    node.session.deletedAt === null || (children.get(node) ?? []).some(isThere);
  function add(stem: BranchNode | undefined, level: number): void {
    const shown = (children.get(stem) ?? []).filter(isThere).sort((a, b) => a.point - b.point);
    for (const [index, node] of shown.entries()) {
      rows.push({ node, level, position: index + 1, setSize: shown.length });
      add(node, level + 1);
    }
  }
  add(undefined, 1);
  return rows;
}
