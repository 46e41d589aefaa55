import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { forbidden, invalid, required, tooLong } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import { fields, items, same, text } from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { configKey, qualifiedName } from "./name-rules.ts";

/** Kinds of the core group that hold data alone. */
export const coreKinds: Record<string, KindRules> = {
  "Node ": { validate: () => [], update: nodeChanges, timesOnUpdate: 0 },
  "Namespace ": {
    validate: fields({ spec: fields({ finalizers: items(finalizer) }) }),
    timesOnUpdate: 0,
    status: namespacePhase,
  },
  "ConfigMap ": { validate: validateConfigMap, update: sealed },
  "Secret ": { validate: validateSecret, update: updateSecret, changeFirst: true },
  "ServiceAccount ": { validate: () => [] },
};

function namespacePhase({ metadata, status }: ApiObject): FieldError[] {
  const ending = metadata.deletionTimestamp !== undefined;
  const phase = (isObject(status) ? status.phase : undefined) ?? "";
  const wanted = ending ? "Terminating" : "Active";
  if (phase === wanted) return [];
  const told = `may only be '${wanted}' if \`deletionTimestamp\` is ${ending ? "not " : ""}empty`;
  return [invalid("status.Phase", phase, told)];
}

function finalizer(value: unknown, at: string): FieldError[] {
  const name = String(value);
  const found = text(qualifiedName)(name, at.replace(/\[\d+\]$/, ""));
  if (found.length > 0 || name.includes("/") || name === "kubernetes") return found;
  const detail = "name is neither a standard finalizer name nor is it fully qualified";
  return [invalid(at.replace(/\[\d+\]$/, ""), name, detail)];
}

const sizeMax = 1024 * 1024;

function validateConfigMap(value: unknown): FieldError[] {
  const { data = {}, binaryData = {} } = value as { [key: string]: Record<string, string> };
  const twice = Object.keys(data).filter((key) => Object.hasOwn(binaryData, key));
  const size =
    Object.values(data).reduce((sum, each) => sum + Buffer.byteLength(each), 0) +
    Object.values(binaryData).reduce((sum, each) => sum + Buffer.from(each, "base64").length, 0);
  return [
    ...keys(data, "data"),
    ...twice.map((key) => invalid(`data[${key}]`, key, "duplicate of key present in binaryData")),
    ...keys(binaryData, "binaryData"),
    ...(size > sizeMax ? [tooLong("", sizeMax)] : []),
  ];
}

function keys(data: unknown, at: string): FieldError[] {
  return Object.keys(isObject(data) ? data : {}).flatMap((key) =>
    text(configKey)(key, `${at}[${key}]`),
  );
}

/** What is immutable keeps its data, and stays immutable. */
function sealed(object: ApiObject, old: ApiObject): FieldError[] {
  if (old.immutable !== true) return [];
  const broken = ["immutable", "data", "binaryData"].filter((key) =>
    key === "immutable" ? object.immutable !== true : !same(object[key], old[key]),
  );
  return broken.map((key) => forbidden(key, "field is immutable when `immutable` is set"));
}

/** Keys that secrets of a type need. */
const neededKeys: Record<string, string[]> = {
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

function validateSecret(value: unknown): FieldError[] {
  const { type, data = {}, metadata } = value as ApiObject & { data?: Record<string, string> };
  const kind = String(type ?? "");
  const size = Object.values(data).reduce(
    (sum, each) => sum + Buffer.from(each, "base64").length,
    0,
  );
  const account = "kubernetes.io/service-account.name";
  const needed = (neededKeys[kind] ?? []).filter((key) => missing(kind, data[key]));
  const loginKeys = ["username", "password"];
  return [
    ...keys(data, "data"),
    ...(size > sizeMax ? [tooLong("data", sizeMax)] : []),
    ...(kind === "kubernetes.io/service-account-token" && !metadata.annotations?.[account]
      ? [required(`metadata.annotations[${account}]`)]
      : []),
    ...(kind === "kubernetes.io/basic-auth" && loginKeys.every((key) => data[key] === undefined)
      ? loginKeys.map((key) => required(`data[${key}]`))
      : []),
    ...needed.map((key) => required(`data[${key}]`)),
    ...(kind.startsWith("kubernetes.io/dockerc") && needed.length === 0
      ? (neededKeys[kind] ?? []).flatMap((key) => jsonProblems(data[key] ?? "", `data[${key}]`))
      : []),
  ];
}

/** A key for SSH may not be empty either. */
function missing(type: string, value: string | undefined): boolean {
  return type === "kubernetes.io/ssh-auth" ? !value : value === undefined;
}

function jsonProblems(base64: string, at: string): FieldError[] {
  const content = Buffer.from(base64, "base64").toString();
  const [problem] = [jsonProblem(content)];
  return problem === undefined ? [] : [invalid(at, "<secret contents redacted>", problem)];
}

/** What Go says of a text that is no JSON object. */
function jsonProblem(content: string): string | undefined {
  try {
    const value: unknown = JSON.parse(content);
    if (isObject(value) || value === null) return undefined;
    const word =
      typeof value === "boolean" ? "bool" : Array.isArray(value) ? "array" : typeof value;
    return `json: cannot unmarshal ${word} into Go value of type map[string]interface {}`;
  } catch {
    const start = content.trimStart()[0];
    if (start === undefined) return "unexpected end of JSON input";
    if (/[[{"tfn\d-]/.test(start)) return "unexpected end of JSON input";
    return `invalid character '${start}' looking for beginning of value`;
  }
}

function updateSecret(object: ApiObject, old: ApiObject): FieldError[] {
  const changed = object.type !== old.type;
  return [
    ...(changed ? [invalid("type", object.type ?? "", "field is immutable")] : []),
    ...sealed(object, old),
  ];
}

function nodeChanges({ spec }: ApiObject, { spec: old }: ApiObject): FieldError[] {
  const [now, before] = [(spec ?? {}) as NodeSpec, (old ?? {}) as NodeSpec];
  const ranges = before.podCIDRs ?? [];
  const kept = ranges.length === (now.podCIDRs ?? []).length;
  const changed = kept ? ranges.filter((range, index) => range !== now.podCIDRs?.[index]) : [""];
  const told = 'from "" to valid';
  const moved = before.providerID && before.providerID !== now.providerID;
  return [
    ...(ranges.length > 0 ? changed : []).map(() =>
      forbidden("spec.podCIDRs", `node updates may not change podCIDR except ${told}`),
    ),
    ...(moved
      ? [forbidden("spec.providerID", `node updates may not change providerID except ${told}`)]
      : []),
  ];
}

interface NodeSpec {
  podCIDRs?: string[];
  providerID?: string;
}
