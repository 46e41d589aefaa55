import type { Random } from "../../../../harness/core/clock.ts";
import { chance, oneOf } from "../choose.ts";
import { malformedBody } from "./malformed-body.ts";

/** A request that no client should send. */
export interface MalformedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  /** The body comes in pieces with time in between. */
  slow: boolean;
}

const roots = [
  "/api/v1/namespaces/default/configmaps",
  "/api/v1/namespaces/default/configmaps/a",
  "/api/v1/namespaces/default/secrets/a",
  "/api/v1/namespaces",
  "/apis/apps/v1/namespaces/default/deployments/a",
  "/apis/apps/v1/namespaces/default/deployments/a/scale",
  "/apis/apps/v1/namespaces/default/deployments/a/status",
  "/apis/fuzz.example.com/v1/namespaces/default/widgets",
  "/apis/fuzz.example.com/v1/namespaces/default/widgets/a",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  "/api",
  "/apis",
  "/openapi/v3/api/v1",
  "/version",
];

const methods = [
  ...["GET", "POST", "POST", "PUT", "PUT", "PATCH", "PATCH", "PATCH", "PATCH", "DELETE"],
  ...["HEAD", "OPTIONS", "BREW"],
];

const types = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
  "application/json;charset=utf-8;;=;",
  ";",
  "text/plain",
];

const accepts = [
  "application/json",
  "application/vnd.kubernetes.protobuf",
  "application/yaml",
  "application/json;as=Table;v=v1;g=meta.k8s.io",
  "application/json;as=Table;v=__proto__;g=constructor",
  "application/json;q=NaN,*/*;q=-1",
  ",,;,=",
  "*",
];

const parameters = [
  "watch",
  "limit",
  "continue",
  "labelSelector",
  "fieldSelector",
  "resourceVersion",
  "resourceVersionMatch",
  "timeoutSeconds",
  "dryRun",
  "fieldManager",
  "fieldValidation",
  "force",
  "pretty",
  "propagationPolicy",
  "gracePeriodSeconds",
  "__proto__",
  "constructor",
  "sendInitialEvents",
];

const values = [
  "",
  "1",
  "-1",
  "0",
  "true",
  "NaN",
  "1e999",
  "99999999999999999999",
  "__proto__",
  "constructor",
  "toString",
  "%00",
  "%F0%9F%99%82",
  "%FF",
  "a=b",
  "!(",
  "a in (",
  "((((",
  "x".repeat(5000),
  "a,".repeat(500),
  "e30",
  "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiIn0",
  "metadata.name=__proto__",
];

export function malformedRequest(random: Random): MalformedRequest {
  const method = oneOf(random, methods);
  // Mostly one that the method takes.
  const own = types.filter((each) => each.includes("patch") === (method === "PATCH"));
  const type = oneOf(random, chance(random, 0.8) ? own : types);
  const query = Array.from(
    { length: random.below(4) },
    () => `${oneOf(random, parameters)}=${oneOf(random, values)}`,
  );
  // Watches have an end.
  query.push("timeoutSeconds=1");
  const hasBody = !["GET", "HEAD"].includes(method) && chance(random, 0.9);
  return {
    method,
    path: `${wildPath(random)}?${query.reverse().join("&")}`,
    headers: {
      ...(chance(random, 0.9) ? { "content-type": type } : {}),
      ...(chance(random, 0.3) ? { accept: oneOf(random, accepts) } : {}),
      ...(chance(random, 0.2)
        ? { "user-agent": oneOf(random, ["", "/", "__proto__/1", "x".repeat(9000)]) }
        : {}),
    },
    ...(hasBody ? { body: malformedBody(random, type) } : {}),
    slow: chance(random, 0.05),
  };
}

function wildPath(random: Random): string {
  const path = oneOf(random, roots);
  if (chance(random, 0.85)) return path;
  const segments = path.split("/");
  const at = 1 + random.below(segments.length - 1);
  segments[at] = oneOf(random, [
    "",
    "%2F",
    "%00",
    "%zz",
    "..",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "%F0%9F",
    "x".repeat(3000),
    "a b",
  ]);
  return segments.join("/") + oneOf(random, ["", "/", "//", "/status", "/__proto__", "/a/b/c/d"]);
}

/** The request in a line, cut short. */
export function describeMalformed({ method, path, headers, body }: MalformedRequest): string {
  const shown =
    body === undefined ? "" : JSON.stringify(new TextDecoder().decode(body.subarray(0, 300)));
  return `${method} ${path.slice(0, 200)} ${JSON.stringify(headers).slice(0, 200)} ${shown}`;
}
