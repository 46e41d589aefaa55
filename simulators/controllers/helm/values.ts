import { parse } from "yaml";
import { type ApiObject, isNotFound } from "../runtime/controller-api.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import type { Turn } from "./context.ts";
import type { Values, ValuesReference } from "./helm-release.ts";

/** A HelmRelease's values: those it refers to in their order, then its own. @throws in Flux's words. */
export async function composeValues(turn: Turn): Promise<Values> {
  const { spec } = turn;
  let values: Values = {};
  const read = new Map<string, ApiObject | undefined>();
  for (const reference of spec.valuesFrom ?? []) {
    const text = await readReference(turn, reference, read);
    if (text === undefined) continue;
    if (reference.targetPath) {
      values = withPath(values, reference.targetPath.split("."), scalarOf(text));
    } else values = merge(values, parseValues(turn, reference, text));
  }
  return merge(values, spec.values ?? {});
}

async function readReference(
  turn: Turn,
  reference: ValuesReference,
  read: Map<string, ApiObject | undefined>,
): Promise<string | undefined> {
  const { kind, name, valuesKey = "values.yaml", optional = false } = reference;
  const id = `${kind}/${name}`;
  if (!read.has(id)) read.set(id, await readObject(turn, reference));
  const object = read.get(id);
  const data = (object as { data?: Record<string, string> } | undefined)?.data;
  const value = data?.[valuesKey];
  if (value !== undefined) {
    return kind === "Secret" ? Buffer.from(value, "base64").toString("utf8") : value;
  }
  const because = object ? "key not found" : "resource not found";
  if (optional) return undefined;
  throw unresolved(turn, reference, because);
}

async function readObject(turn: Turn, reference: ValuesReference): Promise<ApiObject | undefined> {
  const { process } = turn.context;
  const { kind, name, optional } = reference;
  const { namespace } = turn.object.metadata;
  const resource = kind === "Secret" ? "secrets" : "configmaps";
  const path = { apiVersion: "v1", resource, namespace, name };
  return process.api.get(path, { signal: process.signal }).catch((error) => {
    if (!isNotFound(error)) throw error;
    if (optional) return undefined;
    throw unresolved(turn, reference, describe(error));
  });
}

function unresolved(
  { object }: Turn,
  { kind, name, valuesKey = "values.yaml", optional }: ValuesReference,
  because: string,
): Error {
  const what = `${optional ? " optional" : ""} ${kind} chart values reference`;
  const where = `'${object.metadata.namespace}/${name}' with key '${valuesKey}'`;
  return new Error(`could not resolve${what} ${where}: ${because}`);
}

function parseValues(turn: Turn, reference: ValuesReference, text: string): Values {
  try {
    return (parse(text) ?? {}) as Values;
  } catch (error) {
    throw unresolved(turn, reference, describe(error));
  }
}

/** As Helm reads `--set`: numbers, booleans and null are such. */
function scalarOf(text: string): unknown {
  if (/[{},[\]]/.test(text)) throw new OutsideModelError("a targetPath with more than a scalar");
  if (/^-?\d+$/.test(text) && !/^-?0\d/.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  return text === "null" ? null : text;
}

function withPath(values: Values, [key = "", ...rest]: string[], value: unknown): Values {
  const before = values[key];
  const inner = typeof before === "object" && before !== null ? (before as Values) : {};
  return { ...values, [key]: rest.length === 0 ? value : withPath(inner, rest, value) };
}

function merge(base: Values, over: Values): Values {
  const merged: Values = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isMap(before) && isMap(value) ? merge(before, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
