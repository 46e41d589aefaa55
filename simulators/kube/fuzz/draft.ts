import type { Random } from "../../../harness/core/clock.ts";
import { chance, oneOf } from "./choose.ts";
import type { FuzzKind } from "./kinds.ts";
import type { FuzzStep } from "./step.ts";

/** A sequence that is being made: one kind at a time, a few names, what earlier steps wrote. */
export interface Draft {
  random: Random;
  kind: FuzzKind;
  /** Ids of steps whose answers may hold the object of a name. */
  wrote: Map<string, number[]>;
  nextId: number;
  /** A name was left to the server. */
  generated: boolean;
}

export type Request = Omit<FuzzStep, "id" | "verb" | "resource">;

export function collectionPath({ kind }: Draft): string {
  const root = kind.apiVersion.includes("/") ? "/apis" : "/api";
  const place = kind.namespaced ? "/namespaces/@ns@" : "";
  return `${root}/${kind.apiVersion}${place}/${kind.plural}`;
}

export function objectPath(draft: Draft, name: string): string {
  return `${collectionPath(draft)}/${name}`;
}

/** Two names do, so that requests meet. */
export function chooseName({ random, kind }: Draft): string {
  const name = oneOf(random, ["a", "a", "b"]);
  const suffix = kind.plural === "csidrivers" ? ".example.com" : "";
  return kind.namespaced ? name : `@id@-${name}${suffix}`;
}

const labels = { x: ["1", "2"], y: ["1", "2"] };

/** An object with some of what its kind may hold. */
export function makeObject(
  draft: Draft,
  name: string | undefined,
  parts: { status?: boolean; density?: number } = {},
): Record<string, unknown> {
  const { random, kind } = draft;
  const { status = false, density = 0.4 } = parts;
  const object: Record<string, unknown> = {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: { ...(name === undefined ? {} : { name }), ...makeMetadata(draft) },
    ...structuredClone(kind.base),
  };
  const options = status ? { ...kind.options, ...kind.statusOptions } : kind.options;
  // Outer paths first, that inner ones may still fill.
  for (const [path, values] of Object.entries(options).sort(([a], [b]) => a.length - b.length)) {
    if (chance(random, density)) put(object, path.split("."), oneOf(random, values));
  }
  return object;
}

function makeMetadata({ random, kind }: Draft): Record<string, unknown> {
  const metadata: Record<string, unknown> = {};
  for (const [key, values] of Object.entries(labels)) {
    if (chance(random, 0.35)) put(metadata, ["labels", key], oneOf(random, values));
  }
  // Lists and collection deletions outside of namespaces go by it.
  if (!kind.namespaced) put(metadata, ["labels", "fuzz"], "@id@");
  if (chance(random, 0.15)) put(metadata, ["annotations", "n"], oneOf(random, ["1", "2"]));
  if (chance(random, 0.07))
    metadata.finalizers = oneOf(random, [["example.com/f"], ["example.com/f", "example.com/g"]]);
  if (chance(random, 0.04)) {
    const owner = {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "a",
      uid: "11111111-0000-4000-8000-000000000000",
    };
    metadata.ownerReferences = [owner];
  }
  return metadata;
}

export function put(
  object: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) {
    object[key] = structuredClone(value);
    return;
  }
  const next = object[key];
  const inner = typeof next === "object" && next !== null ? (next as Record<string, unknown>) : {};
  object[key] = inner;
  put(inner, rest, value);
}

/** The resourceVersion that some earlier answer told of the object, or none. */
export function knownVersion(draft: Draft, name: string): string | undefined {
  const ids = draft.wrote.get(name) ?? [];
  if (ids.length === 0) return undefined;
  const recent = chance(draft.random, 0.8) ? ids.at(-1) : oneOf(draft.random, ids);
  return recent === undefined ? undefined : `@rv:${recent}@`;
}

/** Joins what is there of a query. */
export function withQuery(path: string, query: Record<string, string | undefined>): string {
  const terms = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value.replace(/[^\w.@:,/-]/g, encodeURIComponent)}`],
  );
  return terms.length === 0 ? path : `${path}?${terms.join("&")}`;
}
