import type { FuzzSequence } from "../step.ts";
import { builtinCases } from "./builtin-cases.ts";
import { byteCases } from "./byte-cases.ts";
import { decodeCases } from "./decode-cases.ts";
import { emptiedCases } from "./emptied-cases.ts";
import { apply, found } from "./found.ts";
import { kindCases } from "./kind-cases.ts";
import { longRunCases } from "./long-run-cases.ts";
import { statusCases } from "./status-cases.ts";

/** What fuzzing found wrong in the simulator once, as short as it got; answers are in ../testdata. */
export const foundCases: FuzzSequence[] = [
  found("texts that are no JSON", [
    ["POST", configMaps(), undefined, "{]"],
    ["POST", configMaps(), undefined, "nul"],
    [
      "POST",
      configMaps(),
      undefined,
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"',
    ],
    ["POST", configMaps(), undefined, '{"apiVersion":[],"kind":"ConfigMap"}'],
    ["POST", configMaps(), undefined, '{"apiVersion":"a/b/c","kind":"ConfigMap"}'],
    ["POST", configMaps(), undefined, '{"apiVersion":"v1","kind":"Nope"}'],
    ["POST", configMaps(), undefined, '{"metadata":{"labels":["a"]}}'],
    ["POST", configMaps(), undefined, '{"metadata":{"ownerReferences":[{"uid":1}]}}'],
    ["POST", configMaps(), undefined, '{"metadata":{"creationTimestamp":"yesterday"}}'],
    ["POST", widgets(), undefined, '{"metadata":{"name":"a"}}'],
    ["POST", widgets(), undefined, '{"kind":"Widget","metadata":{"name":"a"}}'],
    ["DELETE", configMaps("/a"), undefined, "true"],
    ["DELETE", configMaps("/a"), undefined, '{"preconditions":"x"}'],
    ["DELETE", configMaps("/a"), undefined, '{"apiVersion":"v1","kind":"ConfigMap"}'],
  ]),
  found("options that mean nothing", [
    ["POST", configMaps("?fieldValidation=Nope"), undefined, named("a")],
    ["POST", configMaps("?dryRun=Nope"), undefined, named("a")],
    ["POST", configMaps("?fieldManager=a%00b"), undefined, named("a")],
    ["PATCH", configMaps("/a?force=true"), "merge-patch+json", "{}"],
    ["GET", configMaps("/a?resourceVersion=-1")],
    ["GET", configMaps("?labelSelector=-a%3Db")],
    ["GET", configMaps("?labelSelector=a%3Db%3Dc")],
    ["GET", configMaps("?labelSelector=x%3Ey")],
    ["GET", configMaps("?labelSelector=,,")],
    ["GET", configMaps("?continue=x")],
    ["GET", "/apiz/fuzz.example.com/v1"],
    ["GET", "/api/v7/namespaces/@ns@/configmaps"],
    ["DELETE", widgets("/a/status")],
  ]),
  found("patches that don't fit", [
    ["PATCH", configMaps("/a"), "merge-patch+json", "{"],
    ["POST", configMaps(), undefined, named("a")],
    ["PATCH", configMaps("/a"), "merge-patch+json", "{"],
    ["PATCH", configMaps("/a"), "strategic-merge-patch+json", "{'a':1}"],
    ["PATCH", configMaps("/a"), "strategic-merge-patch+json", '{"metadata":null}'],
    ["PATCH", configMaps("/a"), "strategic-merge-patch+json", '{"metadata":7}'],
    ["PATCH", configMaps("/a"), "strategic-merge-patch+json", '{"apiVersion":"v9"}'],
    ["PATCH", configMaps("/a"), "json-patch+json", '[{"op":-1.5}]'],
    [
      "PATCH",
      configMaps("/a"),
      "merge-patch+json",
      '{"metadata":{"uid":"22222222-0000-4000-8000-000000000000"}}',
    ],
    ["PATCH", configMaps("/a"), "merge-patch+json", '{"metadata":{"resourceVersion":"abc"}}'],
    ["PATCH", configMaps("/a"), "merge-patch+json", '{"metadata":{"generateName":"b-"}}'],
  ]),
  found("configurations that don't fit", [
    apply(widgets("/a?fieldManager=m1"), "1"),
    apply(widgets("/a?fieldManager=m1"), "null"),
    apply(widgets("/a?fieldManager=m1"), '{"apiVersion":{},"kind":"Widget"}'),
    apply(widgets("/a?fieldManager=m1"), widget('{"name":5}')),
    apply(widgets("/a?fieldManager=m1"), widget('{"name":"a","bogus":{}}')),
    apply(widgets("/a?fieldManager=m1"), widget("[1]")),
    apply(widgets("/a?fieldManager=m1"), widget('{"name":"b"}', "{}")),
    apply(widgets("/a?fieldManager=m1"), widget('{"name":""}', "{}")),
    apply(
      configMaps("/a?fieldManager=m1&fieldValidation=Strict"),
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"labels":{"x":"1","x":"2"},"name":"a"}}',
    ),
    apply(
      configMaps("/a?fieldManager=m1"),
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"x":null}}}',
    ),
  ]),
  found("what an apply takes away may leave null", [
    apply(widgets("/a?fieldManager=m1"), widget('{"name":"a"}', '{"labels":{"y":"a"}}')),
    apply(widgets("/a?fieldManager=m1"), widget('{"name":"a"}', '{"labels":{}}')),
  ]),
  found("the status of a custom resource leaves the owners of metadata alone", [
    [
      "POST",
      widgets("?fieldManager=m2"),
      undefined,
      widget('{"name":"a","labels":{"y":"1"}}', "{}"),
    ],
    [
      "PATCH",
      widgets("/a/status?fieldManager=m1"),
      "merge-patch+json",
      '{"metadata":{"labels":{"y":null}}}',
    ],
    ["GET", widgets("/a/status/x")],
  ]),
  found("owners of a scale", [
    apply(widgets("/a?fieldManager=m1"), widget('{"name":"a"}', '{"count":2,"replicas":3}')),
    ["PATCH", widgets("/a/scale?fieldManager=m2"), "json-patch+json", "[]"],
    [
      "PUT",
      widgets("/a/scale?fieldManager=m2"),
      undefined,
      '{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"a"},"spec":{"replicas":2}}',
    ],
    ["GET", widgets("/a")],
    [
      "PUT",
      widgets("/a/scale?fieldManager=m3"),
      undefined,
      '{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"a"}}',
    ],
    ["GET", widgets("/a")],
    ["PUT", widgets("/a/scale"), undefined, '"x"'],
  ]),
  found("a deletion that orphans and one that doesn't", [
    ["POST", configMaps(), undefined, named("a")],
    ["DELETE", configMaps("/a"), undefined, '{"propagationPolicy":"Orphan"}'],
    ["POST", configMaps(), undefined, named("a")],
    ["DELETE", configMaps("/a"), undefined, '{"preconditions":{"resourceVersion":"@rv:0@"}}'],
    ["DELETE", configMaps("/a"), undefined, '{"orphanDependents":false}'],
    ["DELETE", configMaps("/a?resourceVersion=1")],
  ]),
  found("lists, whole and in parts", [
    ["GET", widgets()],
    ["POST", widgets(), undefined, widget('{"name":"a"}', "{}")],
    ["POST", widgets(), undefined, widget('{"name":"b","labels":{"x":"2"}}', "{}")],
    ["GET", widgets("?labelSelector=!x&limit=1")],
    ["GET", widgets("?limit=2")],
    [
      "GET",
      configMaps(),
      undefined,
      undefined,
      "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
    ],
    [
      "GET",
      widgets("?includeObject=None"),
      undefined,
      undefined,
      "application/json;as=Table;v=v1;g=meta.k8s.io",
    ],
    ["GET", "/apis/fuzz.example.com/v1beta1/namespaces/@ns@/widgets?limit=1"],
  ]),
  ...builtinCases,
  ...byteCases,
  ...decodeCases,
  ...emptiedCases,
  ...kindCases,
  ...longRunCases,
  ...statusCases,
];

function configMaps(rest = ""): string {
  return `/api/v1/namespaces/@ns@/configmaps${rest}`;
}

function widgets(rest = ""): string {
  return `/apis/fuzz.example.com/v1/namespaces/@ns@/widgets${rest}`;
}

function named(name: string): string {
  return JSON.stringify({ metadata: { name } });
}

function widget(metadata: string, spec?: string): string {
  const rest = spec === undefined ? "" : `,"spec":${spec}`;
  return `{"apiVersion":"fuzz.example.com/v1","kind":"Widget","metadata":${metadata}${rest}}`;
}
