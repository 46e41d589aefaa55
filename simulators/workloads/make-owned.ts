import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../harness/core/json.ts";
import type { Family } from "./family.ts";
import { render } from "./render.ts";
import type { Owned } from "./stage.ts";
import { reasonOf, type WorkloadApi, type WorkloadObject } from "./workload-api.ts";

interface OwnedRequest {
  api: WorkloadApi;
  family: Family;
  owner: WorkloadObject;
  owned: Owned;
  fieldManager: string;
}

/** Brings what an object controls of a kind to what it is told to be. */
export async function makeOwned(request: OwnedRequest): Promise<void> {
  const { api, family, owner, owned, fieldManager } = request;
  const { of } = owned;
  const scope = { object: owner, epochMs: 0 };
  const made = [render(owned.objects, scope) ?? []].flat(2) as (JsonObject | null)[];
  const wanted = made.filter((each) => each !== null);
  const known = new Map(
    family
      .childrenOf(owner)
      .filter((child) => child.of.resource === of.resource)
      .map(({ object }) => [object.metadata.name, object]),
  );
  for (const each of wanted) {
    const { name } = each.metadata as { name: string };
    const there = known.get(name);
    known.delete(name);
    if (there && !isOutdated(there, each)) {
      await change(there, owned.follows && render(owned.follows, scope));
      continue;
    }
    if (there) await remove(there);
    const path = { ...of, namespace: owner.metadata.namespace };
    const object = { ...completed(each, request), metadata: metadataOf(each, request) };
    await unless("AlreadyExists", () => api.create(path, object, { fieldManager }));
  }
  for (const other of known.values()) {
    if (owned.others) await change(other, render(owned.others, scope));
    else await remove(other);
  }

  async function change(object: WorkloadObject, patch: unknown): Promise<void> {
    if (patch === undefined || says(object, patch)) return;
    const path = { ...of, ...placeOf(object) };
    const merge = { type: "merge", patch: patch as JsonObject } as const;
    await unless("NotFound", () => api.patch(path, merge, { fieldManager }));
  }

  async function remove(object: WorkloadObject): Promise<void> {
    const { uid = "" } = object.metadata;
    const options = { gracePeriodSeconds: 0, preconditions: { uid } };
    await unless("NotFound", () => api.delete({ ...of, ...placeOf(object) }, options));
  }
}

function placeOf({ metadata: { namespace, name } }: WorkloadObject) {
  return { namespace, name };
}

function completed(object: JsonObject, { owned }: OwnedRequest): JsonObject & { kind: string } {
  return { ...object, apiVersion: owned.of.apiVersion, kind: owned.kind };
}

function metadataOf({ metadata }: JsonObject, { owner, owned }: OwnedRequest) {
  const { apiVersion, kind } = owner;
  const { name, namespace, uid = "" } = owner.metadata;
  const reference = { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
  return {
    ...(metadata as JsonObject & { name: string }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(owned.outlive ? {} : { ownerReferences: [reference] }),
  };
}

/** Of another revision: its labels say so. */
function isOutdated({ metadata }: WorkloadObject, wanted: JsonObject): boolean {
  const { labels = {} } = wanted.metadata as { labels?: JsonObject };
  return !says(metadata.labels ?? {}, labels);
}

/** Whether a merge patch changes nothing. */
function says(object: unknown, patch: unknown): boolean {
  const isMap = (value: unknown) => typeof value === "object" && value !== null;
  if (!isMap(patch) || Array.isArray(patch)) return isDeepStrictEqual(object, patch);
  if (!isMap(object)) return false;
  return Object.entries(patch as object).every(([key, value]) =>
    says((object as JsonObject)[key], value),
  );
}

async function unless(reason: string, ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (reasonOf(error) !== reason) throw error;
  }
}
