import { chance, oneOf } from "../choose.ts";
import {
  chooseName,
  collectionPath,
  type Draft,
  objectPath,
  type Request,
  withQuery,
} from "../draft.ts";

const json = "application/json";
const forms = {
  table: `${json};as=Table;v=v1;g=meta.k8s.io`,
  oldTable: `${json};as=Table;v=v1beta1;g=meta.k8s.io,${json}`,
  partial: `${json};as=PartialObjectMetadata;v=v1;g=meta.k8s.io`,
  partialList: `${json};as=PartialObjectMetadataList;v=v1;g=meta.k8s.io`,
};

export function getRequest(draft: Draft, subresource = ""): Request {
  const { random } = draft;
  const path = objectPath(draft, chooseName(draft)) + subresource;
  const accept = chance(random, 0.3)
    ? { accept: oneOf(random, [forms.table, forms.oldTable, forms.partial]) }
    : {};
  const query = { pretty: chance(random, 0.05) ? "true" : undefined };
  return { method: "GET", path: withQuery(path, query), ...accept };
}

export function listRequest(draft: Draft): Request {
  const { random } = draft;
  const accept = chance(random, 0.3)
    ? { accept: oneOf(random, [forms.table, forms.oldTable, forms.partialList]) }
    : {};
  const page = pageOf(draft);
  const path = withQuery(collectionPath(draft), {
    ...selectors(draft),
    ...page,
    includeObject:
      accept.accept && chance(random, 0.3) ? oneOf(random, ["None", "Object"]) : undefined,
  });
  return { method: "GET", path, ...accept };
}

/** Parts of a list, and lists of earlier states. */
function pageOf(draft: Draft): Record<string, string | undefined> {
  const { random, kind } = draft;
  // Outside of namespaces others' objects would be counted.
  if (!kind.namespaced) return {};
  const earlier = anyVersion(draft);
  return oneOf(random, [
    {},
    {},
    { limit: "1" },
    { limit: "1", continue: `@continue:${Math.max(0, draft.nextId - 1 - random.below(3))}@` },
    { resourceVersion: "0" },
    ...(earlier === undefined
      ? []
      : [
          { resourceVersion: earlier, resourceVersionMatch: "NotOlderThan" },
          { resourceVersion: earlier, resourceVersionMatch: "Exact" },
          { resourceVersion: earlier, resourceVersionMatch: "Exact", limit: "1" },
          { resourceVersion: earlier },
        ]),
  ]);
}

function selectors(draft: Draft): Record<string, string | undefined> {
  const { random, kind } = draft;
  const label = chance(random, 0.25)
    ? oneOf(random, ["x=1", "x!=1", "x in (1,2),y", "!x", "x notin (1)", "x==2,y=1", "x>1"])
    : undefined;
  const own = kind.namespaced ? undefined : "fuzz=@id@";
  const field = chance(random, 0.12)
    ? oneOf(random, [`metadata.name=${chooseName(draft)}`, `metadata.name!=${chooseName(draft)}`])
    : undefined;
  const labelSelector = [own, label].filter((each) => each !== undefined).join(",");
  return { labelSelector: labelSelector || undefined, fieldSelector: field };
}

function anyVersion({ random, wrote }: Draft): string | undefined {
  const ids = [...wrote.values()].flat();
  return ids.length === 0 ? undefined : `@rv:${oneOf(random, ids)}@`;
}

/** Ends by itself after a second, when all earlier events were sent. */
export function watchRequest(draft: Draft): Request {
  const { random, kind } = draft;
  const { labelSelector, fieldSelector } = selectors(draft);
  const since = oneOf(random, [
    anyVersion(draft),
    anyVersion(draft),
    anyVersion(draft),
    undefined,
    "0",
  ]);
  // The bookmark that ends it holds an empty object, which Go fills for some kinds.
  const bare = kind.custom || Object.keys(kind.base).length === 0;
  const initial = chance(random, 0.15) && kind.namespaced && bare;
  const path = withQuery(collectionPath(draft), {
    watch: "true",
    timeoutSeconds: "1",
    labelSelector,
    fieldSelector,
    resourceVersion: since,
    allowWatchBookmarks: initial ? "true" : undefined,
    sendInitialEvents: initial ? "true" : undefined,
    resourceVersionMatch: initial ? "NotOlderThan" : undefined,
  });
  const accept = chance(random, 0.25)
    ? { accept: oneOf(random, [forms.table, forms.partial]) }
    : {};
  return { method: "GET", path, ...accept };
}

export function deleteRequest(draft: Draft): Request {
  const { random } = draft;
  const path = objectPath(draft, chooseName(draft));
  return {
    method: "DELETE",
    ...deletion(draft, path, {}),
    ...(chance(random, 0.05) ? { accept: forms.table } : {}),
  };
}

export function deleteCollectionRequest(draft: Draft): Request {
  return { method: "DELETE", ...deletion(draft, collectionPath(draft), selectors(draft)) };
}

function deletion(
  draft: Draft,
  path: string,
  selected: Record<string, string | undefined>,
): { path: string; body?: string } {
  const { random } = draft;
  const options = oneOf(random, [
    {},
    {},
    { propagationPolicy: "Background" },
    { propagationPolicy: "Foreground" },
    { propagationPolicy: "Orphan" },
    { gracePeriodSeconds: oneOf(random, [0, 5]) },
    { orphanDependents: chance(random, 0.5) },
    { dryRun: ["All"] },
    { preconditions: { uid: `@uid:${random.below(draft.nextId + 1)}@` } },
    { preconditions: { resourceVersion: `@rv:${random.below(draft.nextId + 1)}@` } },
  ]);
  if (chance(random, 0.5) || "preconditions" in options) {
    const kind = chance(random, 0.5) ? { apiVersion: "v1", kind: "DeleteOptions" } : {};
    return { path: withQuery(path, selected), body: JSON.stringify({ ...kind, ...options }) };
  }
  const query = Object.entries(options).map(([key, value]): [string, string] => [
    key,
    String(value),
  ]);
  return { path: withQuery(path, { ...selected, ...Object.fromEntries(query) }) };
}
