import type { ApiObject } from "../model/api-object.ts";
import type { ServedVersion } from "../model/resource.ts";
import { learnerOf } from "./ask-webhooks.ts";
import type { Call, Registry } from "./call.ts";
import { holdsEmptied } from "./emptied-metadata.ts";
import { storageOf } from "./errors.ts";
import type { ParsedPatch } from "./patch.ts";

/** Custom resources as an update of their status left them, and the version it was made in. */
const settled = new WeakMap<ApiObject, ServedVersion>();

/** Notes what an update wrote: the same update once more would change nothing. */
export function noteSettled({ target }: Call, object: ApiObject): void {
  const { definition, version, subresource } = target;
  if (definition.custom && subresource === "status") settled.set(object, version);
}

/**
 * The stored object, where a merge patch of its status says nothing and nobody has a say on it: Flux
 * sends one after most of its writes, and going through all of an update takes as long as for any other.
 */
export function unchangedByNothing(
  registry: Registry,
  call: Call,
  parse: () => ParsedPatch,
): ApiObject | undefined {
  const { definition, version, namespace, name = "", subresource } = call.target;
  if (!definition.custom || subresource !== "status") return undefined;
  const stored = registry.store.get(storageOf(definition), namespace, name);
  if (!stored || settled.get(stored) !== version || stored.metadata.deletionTimestamp) {
    return undefined;
  }
  if (holdsEmptied(stored) || learnerOf(registry, definition) || hasAdmission(registry)) {
    return undefined;
  }
  const { patch, duplicates } = parse();
  const says = typeof patch !== "object" || patch === null || Object.keys(patch).length > 0;
  return says || duplicates.length > 0 || Array.isArray(patch) ? undefined : stored;
}

const configurations = [
  "mutatingwebhookconfigurations",
  "validatingwebhookconfigurations",
  "mutatingadmissionpolicies",
  "validatingadmissionpolicies",
];

function hasAdmission({ store }: Registry): boolean {
  const group = "admissionregistration.k8s.io";
  return configurations.some((resource) => store.collection({ group, resource }).size > 0);
}
