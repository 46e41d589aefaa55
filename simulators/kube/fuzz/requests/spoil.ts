import { chance, oneOf } from "../choose.ts";
import type { Draft, Request } from "../draft.ts";
import { anyHolder, anyPlace } from "./json-places.ts";
import { jsonPatches, patches, queries } from "./wrong-values.ts";

type Spoil = (request: Request, draft: Draft) => Request | undefined;

/** Ways to make a request wrong. Each gives nothing where it has nothing to spoil. */
const spoils: Record<string, Spoil> = {
  truncated: (request, { random }) =>
    withBody(request, (body) => body.slice(0, random.below(body.length))),
  garbage: (request, { random }) =>
    withBody(request, () =>
      oneOf(random, ["", "null", "[]", "1", '"x"', "true", "{]", "{'a':1}", "nul"]),
    ),
  "wrong type": (request, { random }) =>
    withJson(request, (value) => {
      const place = anyPlace(value, random.below(1000));
      if (!place) return false;
      Reflect.set(
        place.holder,
        place.key,
        oneOf(random, [7, "x", true, [], {}, [1], { a: 1 }, -1.5, null]),
      );
      return true;
    }),
  "unknown field": (request, { random }) => {
    const changed = withJson(request, (value) => {
      const place = anyHolder(value, random.below(1000));
      if (!place) return false;
      Reflect.set(place, "bogus", oneOf(random, [1, { a: "b" }, null]));
      return true;
    });
    return (
      changed && addQuery(changed, "fieldValidation", oneOf(random, ["Strict", "Warn", "Ignore"]))
    );
  },
  "duplicate field": (request, { random }) => {
    const changed = withBody(request, (body) => {
      if (!body.startsWith("{")) return undefined;
      const twice = '"labels":{"x":"1","x":"2"';
      if (body.includes('"labels":{"')) return body.replace('"labels":{', `${twice},`);
      return body.replace('"metadata":{"', `"metadata":{${twice}},"`);
    });
    return changed && addQuery(changed, "fieldValidation", oneOf(random, ["Strict", "Warn"]));
  },
  "bad name": (request, { random }) =>
    withJson(request, (value) =>
      setMeta(value, "name", oneOf(random, ["A_b", "", "a..b", "-a", "a/b", "x".repeat(254), 5])),
    ),
  "bad metadata": (request, { random }) =>
    withJson(request, (value) => {
      const [key, given] = oneOf<[string, unknown]>(random, [
        ["labels", { "a b": "c" }],
        ["labels", { a: "b c" }],
        ["labels", { "x/y/z": "a" }],
        ["labels", { "/a": "b" }],
        ["annotations", { "a b": "c" }],
        ["namespace", "elsewhere"],
        ["uid", "22222222-0000-4000-8000-000000000000"],
        ["resourceVersion", "abc"],
        ["resourceVersion", "1"],
        ["generation", -1],
        ["finalizers", ["nope"]],
        ["finalizers", ["example.com/a b"]],
        ["ownerReferences", [{ apiVersion: "v1", kind: "ConfigMap", name: "", uid: "" }]],
        ["ownerReferences", [{ apiVersion: "v1", kind: "Event", name: "a", uid: "a" }]],
        [
          "managedFields",
          [
            {
              manager: "m1",
              operation: "Nope",
              apiVersion: "v1",
              fieldsType: "FieldsV1",
              fieldsV1: {},
            },
          ],
        ],
        ["managedFields", [{}]],
        ["managedFields", []],
        ["creationTimestamp", "yesterday"],
      ]);
      return setMeta(value, key, given);
    }),
  "other kind": (request, { random }) =>
    withJson(request, (value) => {
      if (typeof value !== "object" || value === null) return false;
      // A patch that takes them away leaves an object that Go can't even decode as one.
      if (request.type === "application/merge-patch+json") return false;
      const [key, given] = oneOf<[string, unknown]>(random, [
        ["kind", "Nope"],
        ["kind", ""],
        ["apiVersion", "nope/v1"],
        ["apiVersion", "v9"],
        ["apiVersion", "a/b/c"],
        ["apiVersion", ""],
      ]);
      return Reflect.set(value, key, given);
    }),
  "media type": (request, { random }) =>
    request.body === undefined
      ? {
          ...request,
          accept: oneOf(random, [
            "text/html",
            "application/json;as=Nope;v=v1;g=meta.k8s.io",
            "application/json;as=Table;v=v9;g=meta.k8s.io",
            "image/*",
          ]),
        }
      : {
          ...request,
          type: oneOf(random, [
            "text/plain",
            "application/xml",
            "application/json-patch+json",
            "application/json",
            "application/apply-patch+json",
            "nonsense",
          ]),
        },
  query: (request, { random }) => {
    const [key, value] = oneOf(random, queries);
    return addQuery(request, key, value);
  },
  "other method": (request, { random }) => {
    const method = oneOf(random, ["POST", "PUT", "PATCH", "DELETE"]);
    // A deletion by the query of a list may come before a cache does.
    const path = method === "DELETE" ? (request.path.split("?")[0] ?? "") : request.path;
    // Outside of namespaces it would take what other sequences made.
    const all = method === "DELETE" && !/@(ns|id)@/.test(path);
    return all ? { ...request, method: "PUT" } : { ...request, method, path };
  },
  "other path": (request, { random }) => {
    const [path = "", query] = request.path.split("?");
    const other = oneOf(random, [
      `${path}/nope`,
      path.replace(/s\b/, "z"),
      `${path}/status/x`,
      path.replace("/v1", "/v7"),
      path.replace("@ns@", "absent"),
    ]);
    return { ...request, path: query === undefined ? other : `${other}?${query}` };
  },
  "bad patch": (request, { random }) => {
    if (request.method !== "PATCH") return undefined;
    if (request.type === "application/json-patch+json") {
      return { ...request, body: JSON.stringify(oneOf(random, jsonPatches)) };
    }
    return { ...request, body: JSON.stringify(oneOf(random, patches)) };
  },
};

/** A request made wrong in one way, whose name it bears; the request itself where none fits. */
export function spoil(request: Request, draft: Draft): Request {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const name = oneOf(draft.random, Object.keys(spoils));
    const spoiled = spoils[name]?.(request, draft);
    if (spoiled) return { ...spoiled, invalid: name };
  }
  return request;
}

function withBody(
  request: Request,
  change: (body: string) => string | undefined,
): Request | undefined {
  if (request.body === undefined) return undefined;
  const body = change(request.body);
  return body === undefined ? undefined : { ...request, body };
}

/** `change` says whether it did. */
function withJson(request: Request, change: (value: unknown) => boolean): Request | undefined {
  return withBody(request, (body) => {
    const value: unknown = JSON.parse(body);
    return change(value) ? JSON.stringify(value) : undefined;
  });
}

function setMeta(value: unknown, key: string, given: unknown): boolean {
  const { metadata } = (value ?? {}) as { metadata?: unknown };
  return typeof metadata === "object" && metadata !== null && Reflect.set(metadata, key, given);
}

function addQuery(request: Request, key: string, value: string): Request {
  const [path = "", query = ""] = request.path.split("?");
  const kept = query.split("&").filter((term) => term !== "" && !term.startsWith(`${key}=`));
  return { ...request, path: `${path}?${[...kept, `${key}=${value}`].join("&")}` };
}

/** How many of all requests are spoilt; chosen so that a fifth of them is, for certain. */
export const spoiltShare = 0.24;

export function isSpoilt({ random }: Draft): boolean {
  return chance(random, spoiltShare);
}
