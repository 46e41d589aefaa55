import { readFileSync } from "node:fs";
import { isObject } from "../../schema/is-object.ts";

type Fields = Record<string, unknown>;
/** A struct's fields, `[name, type]` with an empty name where one is embedded; or what a name stands for. */
type InternalType = [name: string, type: string][] | string;

/**
 * A value as the API server holds it, whose fields have no names of JSON: messages print it so,
 * `{"APIGroup":"","Kind":"Role","Name":"a"}`.
 */
export function internalValue(type: string, value: unknown): unknown {
  if (type.startsWith("*")) return value == null ? null : internalValue(type.slice(1), value);
  if (type.startsWith("[]")) {
    if (type === "[]byte") return value ?? null;
    return Array.isArray(value) ? value.map((item) => internalValue(type.slice(2), item)) : null;
  }
  if (type.startsWith("map[")) return internalMap(type, value);
  const known = types().get(type);
  if (typeof known === "string") return internalValue(known, value);
  if (known) return internalStruct(known, isObject(value) ? value : {});
  return value ?? zeroOf(type);
}

function internalMap(type: string, value: unknown): unknown {
  if (!isObject(value)) return null;
  const of = type.slice(type.indexOf("]") + 1);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, internalValue(of, each)]));
}

function internalStruct(fields: [name: string, type: string][], value: Fields): Fields {
  return Object.assign(
    {},
    ...fields.map(([name, type]) => {
      if (name !== "") return { [name]: internalValue(type, fieldOf(value, name)) };
      if (type === "metav1.ObjectMeta") return objectMeta(value.metadata);
      return internalValue(type, value);
    }),
  );
}

/** JSON names differ from Go's in case alone, but for what the server keeps at another place. */
function fieldOf(value: Fields, name: string): unknown {
  const wanted = name.toLowerCase();
  const found = Object.keys(value).find((key) => key.toLowerCase() === wanted);
  const own = found === undefined ? undefined : value[found];
  if (name !== "SecurityContext" || !Array.isArray(value.containers)) return own;
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = value;
  return { ...(own as Fields), hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
}

const metaFields = ["name", "generateName", "namespace", "labels", "annotations", "finalizers"];

/** Metadata has names of JSON also there. */
function objectMeta(value: unknown): Fields {
  const given = isObject(value) ? value : {};
  const kept = metaFields.flatMap((key) => {
    const field = given[key];
    if (field === undefined || field === null || field === "") return [];
    return [[key, isObject(field) ? internalMap("map[string]string", field) : field]];
  });
  return Object.fromEntries(kept);
}

function zeroOf(type: string): unknown {
  if (type === "string") return "";
  if (type === "bool") return false;
  if (type === "resource.Quantity") return "0";
  return /^(u?int\d*|float\d+|intstr\.IntOrString)$/.test(type) ? 0 : null;
}

let loaded: Map<string, InternalType> | undefined;

function types(): Map<string, InternalType> {
  if (!loaded) {
    const text = readFileSync(new URL("./data/internal-types.ndjson", import.meta.url), "utf8");
    const lines = text.trimEnd().split("\n");
    loaded = new Map(lines.map((line) => JSON.parse(line) as [string, InternalType]));
  }
  return loaded;
}
