import type { FuzzSequence } from "../step.ts";
import { apply, found, type Line } from "./found.ts";

const scale = (given: object) =>
  JSON.stringify({
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name: "a" },
    ...given,
  });
const template = {
  metadata: { labels: { app: "a" } },
  spec: { containers: [{ name: "a", image: "a" }] },
};
const partialList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

/** What else long runs found. */
export const longRunCases: FuzzSequence[] = [
  found("a scale is an object like others", [
    ["POST", controllers(), undefined, controller({ template })],
    ["PUT", controllers("/a/scale"), undefined, scale({ metadata: { name: 5 } })],
    ["PUT", controllers("/a/scale"), undefined, scale({ spec: { replicas: -1 } })],
    ["PUT", controllers("/a/scale?fieldManager=m2"), undefined, scale({ spec: { replicas: 1 } })],
    ["PATCH", controllers("/a/scale"), "merge-patch+json", '{"metadata":{"name":"b"}}'],
    [
      "PATCH",
      controllers("/a/scale?fieldValidation=Warn"),
      "json-patch+json",
      '[{"op":"replace","path":"/spec/replicas","value":2,"bogus":{}}]',
    ],
    ["GET", controllers("/a")],
  ]),
  found("a scale of a custom resource that doesn't say what it is has no owner", [
    ["POST", widgets(), undefined, widget({})],
    [
      "PUT",
      widgets("/a/scale?fieldManager=m1"),
      undefined,
      scale({ apiVersion: "", spec: { replicas: 5 } }),
    ],
    ["GET", widgets("/a")],
    [
      "PUT",
      widgets("/a/scale?fieldManager=m2"),
      undefined,
      scale({ kind: "", spec: { replicas: 6 } }),
    ],
    [
      "PATCH",
      widgets("/a/scale?fieldManager=m3"),
      "merge-patch+json",
      '{"spec":{"replicas":7},"bogus":{}}',
    ],
    ["GET", widgets("/a")],
  ]),
  found("lists that are compared by Go's structs", [
    limits("POST", "1024Gi"),
    limits("PUT", "1024Gi", "m1"),
    limits("PUT", "1Ti", "m2"),
    limits("PUT", "2000", "m3"),
    limits("PUT", "2k", "m4"),
  ]),
  found("what was never written is answered as it was sent", [
    apply(roles("/a?fieldManager=m1"), role({ finalizers: ["example.com/f"] })),
    ["DELETE", roles("/a")],
    apply(roles("/a?fieldManager=m1"), role({}, [])),
  ]),
  found("revisions to the letter, and quotas of a status", [
    ["POST", revisions(), undefined, '{"metadata":{"name":"a"},"data":{"a":"b","c":null}}'],
    ["PUT", revisions("/a"), undefined, '{"metadata":{"name":"a"},"data":{"a":"b"}}'],
    ["POST", revisions(), undefined, '{"metadata":{"name":"b"},"data":[]}'],
    ["POST", quotas(), undefined, '{"metadata":{"name":"a"}}'],
    ["PATCH", quotas("/a/status"), "merge-patch+json", '{"status":{"used":{"pods":-1.5}}}'],
  ]),
  found("volumes are held to their specification", [
    volume("POST", {
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "1Gi" },
      hostPath: { path: "/a" },
    }),
    volume("PUT", {}),
    volume("PUT", { accessModes: ["x"], capacity: { storage: "0", cpu: 1 }, nfs: {} }),
  ]),
  found("queries of watches that contradict each other", [
    ["GET", core("configmaps?watch=true&sendInitialEvents=true&resourceVersionMatch=Nope")],
    ["GET", core("configmaps?watch=true&continue=x")],
    ["GET", core("events/a?resourceVersion=-1")],
    ["POST", core("configmaps"), undefined, '{"metadata":{"name":"a"}}'],
    ["GET", core("configmaps?watch=true&timeoutSeconds=1"), undefined, undefined, partialList],
    ["GET", core("configmaps/a"), undefined, undefined, partialList],
    ["GET", core("endpoints"), undefined, undefined, "text/html"],
  ]),
  found("labels of a template that are none, and keys that are no text", [
    [
      "POST",
      "/apis/apps/v1/namespaces/@ns@/deployments",
      undefined,
      JSON.stringify({
        metadata: { name: "a" },
        spec: {
          selector: { matchLabels: { app: "a" } },
          template: { ...template, metadata: { labels: {} } },
        },
      }),
    ],
    apply(
      core("pods/a?fieldManager=m1"),
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":{}}]}}',
    ),
  ]),
];

function core(rest: string): string {
  return `/api/v1/namespaces/@ns@/${rest}`;
}

function controllers(rest = ""): string {
  return core(`replicationcontrollers${rest}`);
}

function controller(spec: object): string {
  return JSON.stringify({ metadata: { name: "a" }, spec });
}

function quotas(rest = ""): string {
  return core(`resourcequotas${rest}`);
}

function revisions(rest = ""): string {
  return `/apis/apps/v1/namespaces/@ns@/controllerrevisions${rest}`;
}

function roles(rest = ""): string {
  return `/apis/rbac.authorization.k8s.io/v1/namespaces/@ns@/roles${rest}`;
}

function role(metadata: object, rules?: []): string {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  return JSON.stringify({ apiVersion, kind: "Role", metadata: { name: "a", ...metadata }, rules });
}

function limits(method: string, memory: string, manager = "fuzz"): Line {
  const name = method === "POST" ? "" : "/a";
  const spec = { limits: [{ type: "Pod", max: { memory } }] };
  const body = JSON.stringify({ metadata: { name: "a" }, spec });
  return [method, core(`limitranges${name}?fieldManager=${manager}`), undefined, body];
}

function volume(method: string, spec: object): Line {
  const path = `/api/v1/persistentvolumes${method === "POST" ? "" : "/@id@-a"}`;
  return [method, path, undefined, JSON.stringify({ metadata: { name: "@id@-a" }, spec })];
}

function widgets(rest = ""): string {
  return `/apis/fuzz.example.com/v1/namespaces/@ns@/widgets${rest}`;
}

function widget(spec: object): string {
  return JSON.stringify({
    apiVersion: "fuzz.example.com/v1",
    kind: "Widget",
    metadata: { name: "a" },
    spec,
  });
}
