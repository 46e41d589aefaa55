import { isRequired, text } from "../definitions/validation/check.ts";
import { metadataLooks } from "../definitions/validation/metadata-looks.ts";
import {
  dns1035Label,
  dnsLabel,
  dnsSubdomain,
  pathSegment,
  qualifiedName,
  type TextRule,
} from "../definitions/validation/name-rules.ts";
import { annotations, labels } from "../definitions/validation/selectors.ts";
import type { FieldError } from "../model/api-error.ts";
import type { ApiObject, ObjectMeta, OwnerReference } from "../model/api-object.ts";
import { invalid } from "../model/findings.ts";
import type { ResourceDefinition } from "../model/resource.ts";

/** Checks `metadata` of a new object. */
export function validateMetadata(object: ApiObject, definition: ResourceDefinition): FieldError[] {
  const { metadata } = object;
  const rule = nameRule(definition);
  return [
    ...validateGenerateName(metadata, rule),
    ...(metadata.name
      ? text(rule)(metadata.name, "metadata.name")
      : isRequired("name or generateName is required")(metadata.name, "metadata.name")),
    ...validateOpenMetadata(metadata),
    ...((metadata.generation ?? 0) < 0
      ? [invalid("metadata.generation", metadata.generation, "must be greater than or equal to 0")]
      : []),
    ...validateFinalizers(metadata),
    ...(metadataLooks(definition).finalizers ? validateFinalizerNames(metadata) : []),
  ];
}

/** What is to come after it may make a good name of it. */
export function validateGenerateName({ generateName }: ObjectMeta, rule: TextRule): FieldError[] {
  if (!generateName) return [];
  return text((base) => rule(base.replace(/[-.]$/, "a")))(generateName, "metadata.generateName");
}

/** What of `metadata` any update may change. */
export function validateOpenMetadata(metadata: ObjectMeta): FieldError[] {
  return [
    ...labels(metadata.labels, "metadata.labels"),
    ...annotations(metadata.annotations, "metadata.annotations"),
    ...ownerProblems(metadata.ownerReferences ?? []),
  ];
}

function ownerProblems(owners: OwnerReference[]): FieldError[] {
  const at = "metadata.ownerReferences";
  let controller: string | undefined;
  return owners.flatMap((owner) => {
    const empty = (key: "kind" | "name" | "uid") =>
      owner[key] ? [] : [invalid(`${at}.${key}`, "", "must not be empty")];
    const version = owner.apiVersion?.split("/").at(-1);
    const problems = [
      ...(version
        ? []
        : [invalid(`${at}.apiVersion`, owner.apiVersion ?? "", "version must not be empty")]),
      ...(["kind", "name", "uid"] as const).flatMap(empty),
    ];
    if (owner.apiVersion === "v1" && owner.kind === "Event")
      problems.push(invalid(at, owner, "/v1, Kind=Event is disallowed from being an owner"));
    if (!owner.controller) return problems;
    const name = `${owner.kind}/${owner.name}`;
    if (controller !== undefined) {
      const told = `Found "true" in references for ${controller} and ${name}`;
      const only = "Only one reference can have Controller set to true.";
      problems.push(invalid(at, owners, `${only} ${told}`));
    }
    controller ??= name;
    return problems;
  });
}

/** Finalizers that need no domain. */
const standardFinalizers = ["orphan", "foregroundDeletion", "kubernetes"];

export function validateFinalizers({ finalizers = [] }: ObjectMeta): FieldError[] {
  const at = "metadata.finalizers";
  return [
    ...finalizers.flatMap((name) => text(qualifiedName)(name, at)),
    ...(finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")
      ? [invalid(at, finalizers, "finalizer orphan and foregroundDeletion cannot be both set")]
      : []),
  ];
}

/** What most built-in kinds ask of finalizers beyond. */
export function validateFinalizerNames({ finalizers = [] }: ObjectMeta): FieldError[] {
  return finalizers.flatMap((name, index) => coreFinalizer(name, `metadata.finalizers[${index}]`));
}

function coreFinalizer(name: string, at: string): FieldError[] {
  if (name.includes("/") || standardFinalizers.includes(name)) return [];
  const detail = "name is neither a standard finalizer name nor is it fully qualified";
  return [invalid(at, name, detail)];
}

/** Whether a kind's own code leaves its metadata to others. */
export function isUnnamed({ group, plural }: ResourceDefinition): boolean {
  return unnamed.has(`${plural}.${group}`);
}

export function nameRule({ group, plural }: ResourceDefinition): TextRule {
  const key = `${plural}.${group}`;
  if (group === "rbac.authorization.k8s.io" || unnamed.has(key)) return pathSegment;
  if (key === "services.") return dns1035Label;
  return hosts.has(key) ? dnsLabel : dnsSubdomain;
}

/** Kinds whose code doesn't look at names. */
const unnamed = new Set(["poddisruptionbudgets.policy", "events."]);

/** Kinds whose names become parts of host names. */
const hosts = new Set(["namespaces.", "statefulsets.apps"]);
