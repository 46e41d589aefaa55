import type { FuzzSequence } from "../step.ts";
import { apply, found, type Line } from "./found.ts";

/** What long runs found of values of the wrong type, and of what becomes of those that are none. */
export const decodeCases: FuzzSequence[] = [
  found("Go's own names of types, and which of several faults it tells", [
    post("services", { clusterIP: 7, ports: [{ port: 80, targetPort: [] }] }),
    post("services", { ports: [{ port: 80, targetPort: 1.5 }] }),
    post("limitranges", { limits: [{ type: 7, max: { cpu: true } }] }),
    post("limitranges", { limits: [{ max: [] }] }),
    ["POST", core("configmaps"), undefined, '{"metadata":{"name":5,"creationTimestamp":"then"}}'],
    ["POST", core("configmaps"), undefined, '{"metadata":{"name":5,"creationTimestamp":7}}'],
    [
      "POST",
      leases(),
      undefined,
      '{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"a"},"spec":{"renewTime":{}}}',
    ],
    [
      "POST",
      "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
      undefined,
      '{"metadata":{"name":"@id@-a"},"spec":{"policyName":"x","validationActions":[1]}}',
    ],
    ["POST", widgets(), undefined, widget('{"name":7,"creationTimestamp":7}', "{}")],
    ["POST", widgets(), undefined, widget('{"labels":{"a":1},"finalizers":7}', "{}")],
  ]),
  found("bytes are a list of numbers, too", [
    secret("[]"),
    ["PATCH", core("secrets/a"), "strategic-merge-patch+json", '{"data":{"a":[1,2]}}'],
    ["PATCH", core("secrets/a"), "strategic-merge-patch+json", '{"data":{"a":["x"]}}'],
    ["PATCH", core("secrets/a"), "strategic-merge-patch+json", '{"data":{"a":[1.5]}}'],
    ["PATCH", core("secrets/a"), "strategic-merge-patch+json", '{"data":{"a":"!"}}'],
    secret("[1,300]"),
    secret('["x"]'),
    secret("{}"),
  ]),
  found("nothing in a list is an item that holds nothing", [
    ["POST", roles(), undefined, '{"metadata":{"name":"a"},"rules":[null]}'],
    ["POST", core("configmaps"), undefined, '{"metadata":{"name":"a","ownerReferences":[null]}}'],
    ["DELETE", core("configmaps"), undefined, '{"dryRun":[null]}'],
    ["POST", "/apis/scheduling.k8s.io/v1/priorityclasses", undefined, "null"],
    ["POST", core("replicationcontrollers"), undefined, "null"],
    ["POST", core("events"), undefined, "{}"],
  ]),
  found("custom resources that say nothing of themselves, or something else", [
    ["POST", widgets(), undefined, '{"apiVersion":null,"kind":"Widget","metadata":{"name":"a"}}'],
    ["POST", widgets(), undefined, widget('{"name":"a"}', '{"when":{}}')],
    ["POST", widgets(), undefined, widget('{"name":"a"}', '{"when":-1.5}')],
    ["POST", widgets(), undefined, widget('{"name":"a"}', "[]")],
    ["POST", widgets(), undefined, widget('{"name":"a"}', '{"replicas":-1}')],
    ["POST", widgets(), undefined, widget('{"name":"a"}', "{}")],
    ["PATCH", widgets("/a"), "merge-patch+json", '{"apiVersion":"v9"}'],
    ["PATCH", widgets("/a/status"), "merge-patch+json", '{"status":{"phase":[],"replicas":{}}}'],
    ["PATCH", widgets("/a/status"), "merge-patch+json", '{"apiVersion":"v9"}'],
    ["PATCH", widgets("/a"), "json-patch+json", '[{"op":"replace","path":"","value":{}}]'],
    ["PATCH", widgets("/a"), "merge-patch+json", '{"metadata":{"resourceVersion":null}}'],
    ["PATCH", widgets("/a?fieldValidation=Ignore"), "merge-patch+json", "[]"],
  ]),
  found("empty metadata of a custom resource is gone with the next write", [
    apply(widgets("/a?fieldManager=m1"), widget('{"name":"a","labels":{}}', "{}")),
    ["PATCH", widgets("/a"), "merge-patch+json", "{}"],
    ["PATCH", widgets("/a"), "merge-patch+json", "{}"],
    apply(widgets("/b?fieldManager=m1"), widget('{"name":"b","labels":{"x":null}}', "{}")),
    ["PATCH", widgets("/b"), "merge-patch+json", "{}"],
  ]),
  found("a foreign uid is one fault among others", [
    ["POST", widgets(), undefined, widget('{"name":"a"}', "{}")],
    [
      "PATCH",
      widgets("/a"),
      "merge-patch+json",
      '{"metadata":{"uid":"22222222-0000-4000-8000-000000000000"},"spec":null}',
    ],
  ]),
  found("a test sees how a text was written", [
    ["POST", core("configmaps"), undefined, '{"metadata":{"name":"a"},"data":{"a":"<&>"}}'],
    [
      "PATCH",
      core("configmaps/a"),
      "json-patch+json",
      '[{"op":"test","path":"/data/a","value":"<&>"}]',
    ],
    [
      "PATCH",
      core("configmaps/a"),
      "json-patch+json",
      '[{"op":"test","path":"/data/a","value":"\\u003c\\u0026\\u003e"}]',
    ],
  ]),
];

function post(plural: string, spec: object): Line {
  return ["POST", core(plural), undefined, JSON.stringify({ metadata: { name: "a" }, spec })];
}

function secret(bytes: string): Line {
  const body = `{"metadata":{"name":"a"},"data":{"a":${bytes}}}`;
  return ["POST", core("secrets"), undefined, body];
}

function core(rest: string): string {
  return `/api/v1/namespaces/@ns@/${rest}`;
}

function leases(): string {
  return "/apis/coordination.k8s.io/v1/namespaces/@ns@/leases?fieldValidation=Strict";
}

function roles(): string {
  return "/apis/rbac.authorization.k8s.io/v1/namespaces/@ns@/roles";
}

function widgets(rest = ""): string {
  return `/apis/fuzz.example.com/v1/namespaces/@ns@/widgets${rest}`;
}

function widget(metadata: string, spec: string): string {
  return `{"apiVersion":"fuzz.example.com/v1","kind":"Widget","metadata":${metadata},"spec":${spec}}`;
}
