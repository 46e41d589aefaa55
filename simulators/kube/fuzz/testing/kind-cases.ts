import type { FuzzSequence } from "../step.ts";
import { found, type Line } from "./found.ts";

const maps = "/api/v1/namespaces/@ns@/configmaps";
const deployments = "/apis/apps/v1/namespaces/@ns@/deployments";
const widgets = "/apis/fuzz.example.com/v1/namespaces/@ns@/widgets";
const labels = { app: "a" };
const template = { metadata: { labels }, spec: { containers: [{ name: "a", image: "a" }] } };
const merge = (path: string, patch: string): Line => ["PATCH", path, "merge-patch+json", patch];
const strategic = (path: string, patch: string): Line => [
  "PATCH",
  path,
  "strategic-merge-patch+json",
  patch,
];
const json = (path: string, patch: string): Line => ["PATCH", path, "json-patch+json", patch];

/** Patches that leave an object without its kind or version, or with another. */
export const kindCases: FuzzSequence[] = [
  found("built-in objects that a patch leaves without their version", [
    ["POST", maps, undefined, '{"metadata":{"name":"a"},"data":{"k":"v"}}'],
    merge(`${maps}/a`, '{"apiVersion":""}'),
    merge(`${maps}/a`, '{"apiVersion":null,"kind":null}'),
    merge(`${maps}/a?fieldValidation=Ignore`, '{"apiVersion":"","kind":""}'),
    merge(`${maps}/a`, '{"kind":"","data":{"k":"w"}}'),
    json(`${maps}/a`, '[{"op":"remove","path":"/apiVersion"}]'),
    [
      "POST",
      deployments,
      undefined,
      JSON.stringify({
        metadata: { name: "a" },
        spec: { selector: { matchLabels: labels }, template },
      }),
    ],
    merge(`${deployments}/a/status`, '{"apiVersion":""}'),
  ]),
  found("strategic patches are of what the object is", [
    ["POST", maps, undefined, '{"metadata":{"name":"a"}}'],
    strategic(`${maps}/a`, '{"apiVersion":"","kind":"X","data":{"k":"v"}}'),
    strategic(`${maps}/a`, '{"apiVersion":5}'),
    strategic(`${maps}/a`, '{"kind":{}}'),
    strategic(`${maps}/a`, '{"apiVersion":true}'),
  ]),
  found("custom resources that a patch leaves without kind or version", [
    [
      "POST",
      widgets,
      undefined,
      '{"apiVersion":"fuzz.example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{}}',
    ],
    ...["/a", "/a/status"].flatMap((rest) =>
      [
        '{"apiVersion":5}',
        '{"kind":[]}',
        '{"apiVersion":"a/b/c","kind":""}',
        '{"apiVersion":""}',
        '{"kind":null}',
        '{"apiVersion":"","kind":""}',
      ].map((patch) => merge(widgets + rest, patch)),
    ),
  ]),
];
