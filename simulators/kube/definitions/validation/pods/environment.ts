import type { FieldError } from "../../../model/api-error.ts";
import { forbidden, invalid, required, unsupported } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import {
  all,
  type Check,
  fields,
  given,
  isEmpty,
  isRequired,
  items,
  must,
  text,
} from "../check.ts";
import { configKey, dnsSubdomain, environmentName, qualifiedName } from "../name-rules.ts";

const sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"] as const;

const keyRef: Check = fields({ name: text(dnsSubdomain), key: must(text(configKey)) });

const environmentFields = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];
const volumeFields = ["annotations", "labels", "name", "namespace", "uid"].map(
  (field) => `metadata.${field}`,
);
/** Fields of a Pod that the API knows by label, whether or not they can be referred to here. */
const knownLabels = [...environmentFields, ...volumeFields, "spec.restartPolicy", "status.phase"];

/** `metadata.labels['app']`, or one of the fields. */
function fieldReference(supported: string[]): Check {
  return (value, at) => {
    const { apiVersion, fieldPath = "" } = value as { apiVersion?: string; fieldPath?: string };
    if (!apiVersion) return [required(`${at}.apiVersion`)];
    if (!fieldPath) return [required(`${at}.fieldPath`)];
    const [, path, key] = /^(.*)\['([^']*)'\]$/.exec(fieldPath) ?? [];
    if (path !== undefined && key !== undefined) return subscript(path, key, at);
    const place = `${at}.fieldPath`;
    if (!knownLabels.includes(fieldPath)) {
      const why = `error converting fieldPath: field label not supported: ${fieldPath}`;
      return [invalid(place, fieldPath, why)];
    }
    return supported.includes(fieldPath)
      ? []
      : [unsupported(place, fieldPath, supported.toSorted())];
  };
}

function subscript(path: string, key: string, at: string): FieldError[] {
  if (path === "metadata.annotations") return text(qualifiedName)(key.toLowerCase(), at);
  if (path === "metadata.labels") return text(qualifiedName)(key, at);
  return [invalid(at, path, "does not support subscript")];
}

const amounts = ["cpu", "ephemeral-storage", "memory"].flatMap((name) => [
  `limits.${name}`,
  `requests.${name}`,
]);

const resourceReference: Check = (value, at) => {
  const { resource = "" } = value as { resource?: string };
  if (resource === "") return [required(`${at}.resource`)];
  const known = amounts.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource);
  return known ? [] : [unsupported(`${at}.resource`, resource, amounts.toSorted())];
};

const references: Record<(typeof sources)[number], Check> = {
  fieldRef: fieldReference(environmentFields),
  resourceFieldRef: resourceReference,
  configMapKeyRef: keyRef,
  secretKeyRef: keyRef,
};

export const environment: Check = items((variable, at) => {
  const { value, valueFrom } = variable as { value?: unknown; valueFrom?: unknown };
  const found = fields({ name: must(text(environmentName)) })(variable, at);
  if (!isObject(valueFrom)) return found;
  const place = `${at}.valueFrom`;
  const given = sources.filter((source) => isObject(valueFrom[source]));
  const told = (detail: string) => invalid(place, "", detail);
  found.push(...given.flatMap((key) => references[key](valueFrom[key], `${place}.${key}`)));
  if (given.length === 0 && !isObject(valueFrom.fileKeyRef)) {
    const names = "`fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`";
    return [...found, told(`must specify one of: ${names}`)];
  }
  if (!isEmpty(value)) return [...found, told("may not be specified when `value` is not empty")];
  if (given.length > 1)
    return [...found, told("may not have more than one field specified at a time")];
  return found;
});

export const environmentFrom: Check = (value, at) =>
  items((source, place) => {
    const refs = ["configMapRef", "secretRef"].filter((key) => isObject((source as never)[key]));
    const told = (detail: string) => invalid(at, "", detail);
    return all(
      fields({
        prefix: (prefix, own) => (prefix ? text(environmentName)(prefix, own) : []),
        configMapRef: given(fields({ name: must(text(dnsSubdomain)) })),
        secretRef: given(fields({ name: must(text(dnsSubdomain)) })),
      }),
      () =>
        refs.length === 0
          ? [told("must specify one of: `configMapRef` or `secretRef`")]
          : refs.length > 1
            ? [told("may not have more than one field specified at a time")]
            : [],
    )(source, place);
  })(value, at);

/** A file of a downward API volume. */
export const downwardFile: Check = (value, at) => {
  const { fieldRef, resourceFieldRef } = value as {
    fieldRef?: unknown;
    resourceFieldRef?: unknown;
  };
  const found = fields({ path: all(isRequired(), localPath) })(value, at);
  if (isObject(fieldRef)) {
    found.push(...fieldReference(volumeFields)(fieldRef, `${at}.fieldRef`));
    const both = "fieldRef and resourceFieldRef can not be specified simultaneously";
    if (isObject(resourceFieldRef)) found.push(invalid(at, "resource", both));
  } else if (isObject(resourceFieldRef))
    found.push(
      ...fields({ containerName: isRequired() })(resourceFieldRef, `${at}.resourceFieldRef`),
      ...resourceReference(resourceFieldRef, `${at}.resourceFieldRef`),
    );
  else found.push(required(at, "one of fieldRef and resourceFieldRef is required"));
  return [...found, ...fields({ mode: fileMode })(value, at)];
};

/** A path that stays where it begins. */
export const descendingPath: Check = (value, at) => {
  const path = String(value ?? "");
  if (path.startsWith("/")) return [invalid(at, path, "must be a relative path")];
  return stepsBack(value, at);
};

export const stepsBack: Check = (value, at) => {
  const path = String(value ?? "");
  return path.split("/").includes("..") ? [invalid(at, path, "must not contain '..'")] : [];
};

/** The same, for names of files that the kubelet makes. */
export const localPath: Check = (value, at) => {
  const path = String(value ?? "");
  const found = descendingPath(path, at);
  if (path.startsWith("..") && !path.startsWith("../"))
    return [...found, invalid(at, path, "must not start with '..'")];
  return found;
};

export const fileMode: Check = given((value, at) =>
  Number(value) >= 0 && Number(value) <= 0o777
    ? []
    : [invalid(at, value, "must be a number between 0 and 0777 (octal), both inclusive")],
);

export const notOnCreate = (at: string): FieldError => forbidden(at, "cannot be set on create");
