import { chance, oneOf } from "../choose.ts";
import {
  chooseName,
  collectionPath,
  type Draft,
  knownVersion,
  makeObject,
  objectPath,
  put,
  type Request,
  withQuery,
} from "../draft.ts";

const managers = ["m1", "m2", "m3"];

function writeQuery({ random }: Draft): Record<string, string | undefined> {
  return {
    fieldManager: chance(random, 0.6) ? oneOf(random, managers) : undefined,
    dryRun: chance(random, 0.08) ? "All" : undefined,
    fieldValidation: chance(random, 0.2) ? oneOf(random, ["Strict", "Warn", "Ignore"]) : undefined,
  };
}

export function createRequest(draft: Draft): Request {
  const { random } = draft;
  // Of two generated names nobody knows which one comes first in a list.
  const generates = chance(random, 0.08) && !draft.generated;
  draft.generated ||= generates;
  const name = chooseName(draft);
  const object = makeObject(draft, generates ? undefined : name, { status: chance(random, 0.2) });
  if (generates) put(object, ["metadata", "generateName"], `${name}-`);
  const path = withQuery(collectionPath(draft), writeQuery(draft));
  return { method: "POST", path, body: JSON.stringify(object) };
}

export function updateRequest(draft: Draft, subresource = ""): Request {
  const { random } = draft;
  const name = chooseName(draft);
  const object = makeObject(draft, name, { status: subresource !== "" || chance(random, 0.1) });
  const version = knownVersion(draft, name);
  if (version !== undefined && chance(random, 0.75)) {
    put(object, ["metadata", "resourceVersion"], version);
  }
  const path = withQuery(objectPath(draft, name) + subresource, writeQuery(draft));
  return { method: "PUT", path, body: JSON.stringify(object) };
}

export function applyRequest(draft: Draft, subresource = ""): Request {
  const { random } = draft;
  const name = chooseName(draft);
  const object = makeObject(draft, name, {
    status: subresource !== "",
    density: oneOf(random, [0.15, 0.3, 0.5]),
  });
  const version = knownVersion(draft, name);
  if (version !== undefined && chance(random, 0.04)) {
    put(object, ["metadata", "resourceVersion"], version);
  }
  const path = withQuery(objectPath(draft, name) + subresource, {
    ...writeQuery(draft),
    fieldManager: oneOf(random, managers),
    force: chance(random, 0.45) ? "true" : chance(random, 0.1) ? "false" : undefined,
  });
  return {
    method: "PATCH",
    path,
    body: JSON.stringify(object),
    type: "application/apply-patch+yaml",
  };
}

export function scaleRequest(draft: Draft, how: "get" | "update" | "patch"): Request {
  const { random } = draft;
  const name = chooseName(draft);
  const path = withQuery(
    `${objectPath(draft, name)}/scale`,
    how === "get" ? {} : writeQuery(draft),
  );
  if (how === "get") return { method: "GET", path };
  const replicas = oneOf(random, [0, 1, 2, 5]);
  if (how === "patch") {
    const type = oneOf(random, ["application/merge-patch+json", "application/json-patch+json"]);
    const merge = { spec: { replicas } };
    const json = [{ op: "replace", path: "/spec/replicas", value: replicas }];
    return {
      method: "PATCH",
      path,
      type,
      body: JSON.stringify(type.includes("merge") ? merge : json),
    };
  }
  const version = knownVersion(draft, name);
  const resourceVersion =
    version !== undefined && chance(random, 0.4) ? { resourceVersion: version } : {};
  const metadata = {
    name,
    ...(draft.kind.namespaced ? { namespace: "@ns@" } : {}),
    ...resourceVersion,
  };
  const scale = { apiVersion: "autoscaling/v1", kind: "Scale", metadata, spec: { replicas } };
  return { method: "PUT", path, body: JSON.stringify(scale) };
}
