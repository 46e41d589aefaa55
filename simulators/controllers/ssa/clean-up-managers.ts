import type { ApiObject } from "../runtime/controller-api.ts";

type FieldSet = { [key: string]: FieldSet };

interface ManagedFieldsEntry {
  manager?: string;
  operation?: string;
  subresource?: string;
  fieldsV1?: FieldSet;
  [field: string]: unknown;
}

/** What tools leave behind on objects that Flux takes over. */
const annotations = [
  "kubectl.kubernetes.io/last-applied-configuration",
  "kustomize.toolkit.fluxcd.io/checksum",
  "fluxcd.io/sync-checksum",
];
const labels = ["fluxcd.io/sync-gc-mark"];

/** Managers whose fields become ours, by the beginning of their names. */
const replaced = (own: string) => [
  { name: "kubectl", operation: "Apply" },
  { name: "kubectl", operation: "Update" },
  { name: "before-first-apply", operation: "Update" },
  { name: own, operation: "Update" },
];

/** The JSON patch that takes an object over from other tools; empty where nothing is left of them. */
export function cleanUpPatch(existing: ApiObject | undefined, own: string): object[] {
  if (!existing) return [];
  const { metadata } = existing;
  return [
    ...removals("annotations", metadata.annotations, annotations),
    ...removals("labels", metadata.labels, labels),
    ...replaceManagers((metadata.managedFields ?? []) as ManagedFieldsEntry[], own),
  ];
}

function removals(
  what: string,
  held: Record<string, string> | undefined,
  keys: readonly string[],
): object[] {
  return keys
    .filter((key) => held?.[key] !== undefined)
    .map((key) => ({ op: "remove", path: `/metadata/${what}/${key.replaceAll("/", "~1")}` }));
}

function replaceManagers(entries: ManagedFieldsEntry[], own: string): object[] {
  const before = entries.findLast(
    ({ manager, operation }) => manager === own && operation === "Apply",
  );
  let ours = before;
  const kept: ManagedFieldsEntry[] = [];
  let edited = false;
  for (const entry of entries) {
    if (entry === before) continue;
    if (!isReplaced(entry, own)) {
      kept.push(entry);
      continue;
    }
    edited = true;
    // Without an entry of our own, the first of the others becomes it.
    ours = ours
      ? { ...ours, fieldsV1: union(ours.fieldsV1 ?? {}, entry.fieldsV1 ?? {}) }
      : { ...entry, manager: own, operation: "Apply" };
  }
  if (!edited || !ours) return [];
  return [{ op: "replace", path: "/metadata/managedFields", value: [...kept, ours] }];
}

function isReplaced(entry: ManagedFieldsEntry, own: string): boolean {
  if (entry.subresource) return false;
  return replaced(own).some(
    ({ name, operation }) =>
      entry.operation === operation && (entry.manager ?? "").startsWith(name),
  );
}

function union(a: FieldSet, b: FieldSet): FieldSet {
  const merged: FieldSet = { ...a };
  for (const [key, fields] of Object.entries(b)) merged[key] = union(a[key] ?? {}, fields);
  return merged;
}
