import type { Json } from "../../../harness/core/json.ts";
import { emptySet, type FieldSet } from "./field-set.ts";
import { compareElements, parseElement } from "./path-element.ts";

export type FieldsV1 = { [path: string]: Json };

/** A set in the form of `managedFields[].fieldsV1`. */
export function writeFieldsV1(set: FieldSet): FieldsV1 {
  let form = written.get(set);
  if (!form) {
    form = writeNode(set, false);
    written.set(set, form);
    canonical.add(form);
  }
  return form;
}

/** What was written of sets: neither is ever changed in place. */
const written = new WeakMap<FieldSet, FieldsV1>();
const canonical = new WeakSet<object>();

/** `.` says that a node with children is a member itself. */
function writeNode(set: FieldSet, isMember: boolean): FieldsV1 {
  const written: FieldsV1 = {};
  if (isMember) written["."] = {};
  const elements = [...set.members];
  for (const element of set.children.keys()) if (!set.members.has(element)) elements.push(element);
  if (elements.length > 1) elements.sort(compareElements);
  for (const element of elements) {
    const child = set.children.get(element);
    written[element] = child ? writeNode(child, set.members.has(element)) : {};
  }
  return written;
}

/** Throws when a step is none. Kinds of steps that are not known are left out. */
export function readFieldsV1(form: unknown): FieldSet {
  if (typeof form !== "object" || form === null) return readNode(form).set;
  let set = sets.get(form);
  if (!set) {
    set = readNode(form).set;
    sets.set(form, set);
    // One that others may write in another order isn't what would be written of it.
    if (canonical.has(form)) written.set(set, form as FieldsV1);
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
