import { post, remove } from "../../contract/testing/steps.ts";
import {
  type AdmissionCase,
  answer,
  configuration,
  patchWith,
  rule,
  webhook,
} from "./admission-case.ts";
import { map, maps, namespace } from "./objects.ts";

export const patchCases: AdmissionCase[] = [
  {
    name: "patches that won't do",
    hooks: {
      "/parent": patchWith({ op: "add", path: "/spec/a/b", value: 1 }),
      "/remove": patchWith({ op: "remove", path: "/data/none" }),
      "/removeparent": patchWith({ op: "remove", path: "/none/none" }),
      "/replace": patchWith({ op: "replace", path: "/data/none", value: "1" }),
      "/test": patchWith({ op: "test", path: "/data/a", value: "2" }),
      "/unknown": patchWith(
        { op: "add", path: "/spec", value: { a: 1 } },
        { op: "add", path: "/data/x", value: "y" },
      ),
      "/name": patchWith({ op: "replace", path: "/metadata/name", value: "Bad Name" }),
      "/notype": (review) => answer(review, { allowed: true, patch: "W10=" }),
      "/nopatch": (review) => answer(review, { allowed: true, patchType: "JSONPatch" }),
      "/object": (review) =>
        answer(review, { allowed: true, patchType: "JSONPatch", patch: "e30=" }),
      "/words": (review) =>
        answer(review, {
          allowed: true,
          patchType: "JSONPatch",
          patch: Buffer.from("words").toString("base64"),
        }),
      "/kind": (review) =>
        answer(review, {
          allowed: true,
          patchType: "MergePatch",
          patch: "W3sib3AiOiJyZW1vdmUiLCJwYXRoIjoiL2RhdGEvYSJ9XQ==",
        }),
      "/delete": patchWith({ op: "add", path: "/data/x", value: "y" }),
    },
    before: [namespace("adm-patch")],
    configurations: [
      configuration("Mutating", "m-patch", [
        ...[
          "parent",
          "remove",
          "removeparent",
          "replace",
          "test",
          "unknown",
          "name",
          "notype",
          "nopatch",
          "object",
          "words",
          "kind",
        ].map((name) =>
          webhook({
            name,
            objectSelector: { matchLabels: { ask: name } },
            rules: [rule({ operations: ["CREATE"] })],
          }),
        ),
        webhook({
          name: "delete",
          rules: [rule({ operations: ["DELETE"] })],
          objectSelector: { matchLabels: { ask: "unknown" } },
        }),
      ]),
    ],
    steps: [
      ...[
        "parent",
        "remove",
        "removeparent",
        "replace",
        "test",
        "unknown",
        "name",
        "notype",
        "nopatch",
        "object",
        "words",
        "kind",
      ].map((ask) => post(maps("adm-patch"), map(ask, { data: { a: "1" } }, { labels: { ask } }))),
      remove(`${maps("adm-patch")}/unknown`),
    ],
  },
];
