import type { Json } from "../../../harness/core/json.ts";
import { emptySet, type FieldSet } from "./field-set.ts";
import { compareElements, parseElement } from "./path-element.ts";

export type FieldsV1 = { [path: string]: Json };

/** A set in the form of `managedFields[].fieldsV1`; `.` says that a node with children is a member itself. */
export function writeFieldsV1(set: FieldSet, isMember = false): FieldsV1 {
  const written: FieldsV1 = {};
  if (isMember) written["."] = {};
  const elements = [...set.members];
  for (const element of set.children.keys()) if (!set.members.has(element)) elements.push(element);
  if (elements.length > 1) elements.sort(compareElements);
  for (const element of elements) {
    const child = set.children.get(element);
    written[element] = child ? writeFieldsV1(child, set.members.has(element)) : {};
  }
  return written;
}

/** Throws when a step is none. Kinds of steps that are not known are left out. */
export function readFieldsV1(written: unknown): FieldSet {
  if (typeof written !== "object" || written === null) return readNode(written).set;
  let set = sets.get(written);
  if (!set) {
    set = readNode(written).set;
    sets.set(written, set);
  }
  return set;
}

/** What was read of entries that are still there: neither they nor sets are ever changed in place. */
const sets = new WeakMap<object, FieldSet>();

function readNode(written: unknown): { set: FieldSet; isMember: boolean } {
  const set = emptySet();
  let isMember = false;
  if (typeof written !== "object" || written === null) return { set, isMember: true };
  for (const [step, below] of Object.entries(written)) {
    if (step === ".") {
      isMember = true;
      continue;
    }
    const element = parseElement(step);
    if (element === undefined) continue;
    const child = readNode(below);
    if (child.isMember) set.members.add(element);
    if (child.set.members.size > 0 || child.set.children.size > 0) {
      set.children.set(element, child.set);
    }
  }
  return { set, isMember: isMember || (set.members.size === 0 && set.children.size === 0) };
}
