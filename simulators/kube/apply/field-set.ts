import { compareElements, type PathElement } from "./path-element.ts";

/**
 * A set of paths as a tree. A path is in the set when its last step is a member of the node its other
 * steps lead to; a child alone does not make its parent a member. Nodes without any path below are never
 * kept. Sets are built by `insert` and never changed once they were handed on.
 */
export interface FieldSet {
  members: Set<PathElement>;
  children: Map<PathElement, FieldSet>;
}

export type Path = readonly PathElement[];

export function emptySet(): FieldSet {
  return { members: new Set(), children: new Map() };
}

export function setOf(paths: Iterable<Path>): FieldSet {
  const set = emptySet();
  for (const path of paths) insert(set, path);
  return set;
}

/** Adds a path, in place; the empty path stands for the whole object, which nobody owns. */
export function insert(set: FieldSet, path: Path): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let node = set;
  for (const element of path.slice(0, -1)) {
    let child = node.children.get(element);
    if (!child) {
      child = emptySet();
      node.children.set(element, child);
    }
    node = child;
  }
  node.members.add(last);
}

export function isEmpty(set: FieldSet): boolean {
  if (set.members.size > 0) return false;
  return set.children.size === 0 || set.children.values().every(isEmpty);
}

export function has(set: FieldSet, path: Path): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path.slice(0, -1)) node = node?.children.get(element);
  const last = path.at(-1);
  return last !== undefined && (node?.members.has(last) ?? false);
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isBare(b)) return a;
  if (isBare(a)) return b;
  const children = new Map(a.children);
  for (const [element, child] of b.children) {
    const other = children.get(element);
    children.set(element, other ? union(other, child) : child);
  }
  return { members: a.members.union(b.members), children };
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const set: FieldSet = { members: a.members.intersection(b.members), children: new Map() };
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other) keep(set, element, intersection(child, other));
  }
  return set;
}

/** The paths of `a` that are not in `b`; what lies below a path of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return without(a, b, (child, element) => {
    const other = b.children.get(element);
    return other ? difference(child, other) : child;
  });
}

/** The paths of `a` that are neither in `b` nor below a path of `b`. */
export function differenceBelow(a: FieldSet, b: FieldSet): FieldSet {
  return without(a, b, (child, element) => {
    if (b.members.has(element)) return undefined;
    const other = b.children.get(element);
    return other ? differenceBelow(child, other) : child;
  });
}

/** `a` itself when nothing of it goes, so that what is known of it stays known. */
function without(
  a: FieldSet,
  b: FieldSet,
  below: (child: FieldSet, element: PathElement) => FieldSet | undefined,
): FieldSet {
  if (isBare(a) || isBare(b)) return a;
  const set: FieldSet = { members: a.members.difference(b.members), children: new Map() };
  let same = set.members.size === a.members.size;
  for (const [element, child] of a.children) {
    const left = below(child, element);
    if (left && !isEmpty(left)) set.children.set(element, left);
    same &&= left === child;
  }
  return same ? a : set;
}

/** Nothing to look through: most sets that are put together hold nothing. */
function isBare(set: FieldSet): boolean {
  return set.members.size === 0 && set.children.size === 0;
}

/** Every path in order, those of a node before those of its children. */
export function* pathsOf(set: FieldSet, prefix: Path = []): Generator<Path> {
  for (const element of [...set.members].sort(compareElements)) yield [...prefix, element];
  for (const element of [...set.children.keys()].sort(compareElements)) {
    yield* pathsOf(set.children.get(element) ?? emptySet(), [...prefix, element]);
  }
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  return isEmpty(difference(a, b)) && isEmpty(difference(b, a));
}

function keep(set: FieldSet, element: PathElement, child: FieldSet): void {
  if (!isEmpty(child)) set.children.set(element, child);
}
