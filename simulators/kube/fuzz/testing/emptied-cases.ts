import type { FuzzSequence } from "../step.ts";
import { apply, found, type Line } from "./found.ts";

const unlabelled = '{"name":"a","labels":{}}';
const nothing = (path = "/a", version = "v1"): Line => [
  "PATCH",
  widgets(path, version),
  "merge-patch+json",
  "{}",
];

/** Writes of empty fields of metadata, which are stored, never shown, and gone with the next write. */
export const emptiedCases: FuzzSequence[] = [
  found("empty labels applied to what is there", [
    ["POST", widgets(), undefined, widget('{"name":"a"}')],
    apply(widgets("/a?fieldManager=m1"), widget(unlabelled)),
    nothing(),
    nothing(),
  ]),
  found("empty labels applied twice", [
    apply(widgets("/a?fieldManager=m1"), widget(unlabelled)),
    apply(widgets("/a?fieldManager=m1&dryRun=All"), widget(unlabelled)),
    apply(widgets("/a?fieldManager=m1"), widget(unlabelled)),
    apply(widgets("/a?fieldManager=m2"), widget(unlabelled)),
    nothing("/a?dryRun=All"),
    nothing("/a/status"),
    nothing(),
  ]),
  found("empty labels applied as a dry run leave nothing", [
    ["POST", widgets(), undefined, widget('{"name":"a"}')],
    apply(widgets("/a?fieldManager=m1&dryRun=All"), widget(unlabelled)),
    nothing(),
  ]),
  found("empty labels in place of some", [
    apply(widgets("/a?fieldManager=m1"), widget('{"name":"a","labels":{"x":"1"}}')),
    apply(widgets("/a?fieldManager=m1"), widget(unlabelled)),
    nothing(),
    nothing(),
  ]),
  found("empty labels of another version aren't stored", [
    apply(widgets("/a?fieldManager=m1", "v1beta1"), widget(unlabelled, "v1beta1")),
    nothing("/a", "v1beta1"),
    nothing(),
  ]),
  found("empty labels of a status aren't stored", [
    ["POST", widgets(), undefined, widget('{"name":"a"}')],
    apply(widgets("/a/status?fieldManager=m1"), widget(unlabelled)),
    nothing(),
  ]),
];

function widgets(rest = "", version = "v1"): string {
  return `/apis/fuzz.example.com/${version}/namespaces/@ns@/widgets${rest}`;
}

function widget(metadata: string, version = "v1"): string {
  return `{"apiVersion":"fuzz.example.com/${version}","kind":"Widget","metadata":${metadata},"spec":{}}`;
}
