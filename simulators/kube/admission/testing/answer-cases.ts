import { post } from "../../contract/testing/steps.ts";
import {
  type AdmissionCase,
  answer,
  configuration,
  deny,
  patchWith,
  webhook,
} from "./admission-case.ts";
import { map, maps, namespace } from "./objects.ts";

export const answerCases: AdmissionCase[] = [
  {
    name: "webhooks that deny",
    hooks: {
      "/plain": deny(),
      "/message": deny({ message: "not today" }),
      "/reason": deny({ reason: "Conflict", code: 409 }),
      "/whole": deny({
        status: "Success",
        message: "teapot",
        reason: "Forbidden",
        code: 418,
        details: { name: "n", kind: "k", causes: [{ reason: "r", message: "m", field: "f" }] },
      }),
      "/low": deny({ message: "low", code: 200 }),
      "/mutate": deny({ message: "mutating" }),
    },
    before: [namespace("adm-deny")],
    configurations: [
      configuration("Validating", "v-deny", [
        ...["plain", "message", "reason", "whole", "low"].map((name) =>
          webhook({ name, objectSelector: { matchLabels: { ask: name } } }),
        ),
      ]),
      configuration("Mutating", "m-deny", [
        webhook({
          name: "mutate",
          objectSelector: {
            matchExpressions: [{ key: "ask", operator: "In", values: ["mutate"] }],
          },
        }),
      ]),
    ],
    steps: ["plain", "message", "reason", "whole", "low", "mutate", "none"].map((ask) =>
      post(maps("adm-deny"), map(ask, {}, { labels: { ask } })),
    ),
  },
  {
    name: "webhooks that fail",
    hooks: {
      "/status": () =>
        new Response("boom\n", { status: 500, headers: { "content-type": "text/plain" } }),
      "/json500": () => Response.json({ message: "x" }, { status: 500 }),
      "/missing": () => new Response("nothing here", { status: 404 }),
      "/forbidden": () =>
        new Response("go away", { status: 403, headers: { "content-type": "text/plain" } }),
      "/uid": (review) => ({ ...answer(review, {}), response: { uid: "other", allowed: true } }),
      "/empty": (review) => ({ ...answer(review, {}), response: undefined }),
      "/kind": ({ request }) => ({ response: { uid: request.uid, allowed: true } }),
      "/text": () => new Response("hello", { headers: { "content-type": "application/json" } }),
      "/nothing": () => new Response("", { headers: { "content-type": "application/json" } }),
      "/patched": patchWith({ op: "add", path: "/data", value: {} }),
      "/ignored": () => new Response("boom", { status: 500 }),
    },
    before: [namespace("adm-fail")],
    configurations: [
      configuration("Validating", "v-fail", [
        ...[
          "status",
          "json500",
          "missing",
          "forbidden",
          "uid",
          "empty",
          "kind",
          "text",
          "nothing",
          "patched",
        ].map((name) => webhook({ name, objectSelector: { matchLabels: { ask: name } } })),
        webhook({
          name: "ignored",
          failurePolicy: "Ignore",
          objectSelector: { matchLabels: { ask: "ignored" } },
        }),
        webhook({
          name: "nobody",
          clientConfig: { url: "https://127.0.0.1:1/nobody", caBundle: "$ca" },
          objectSelector: { matchLabels: { ask: "nobody" } },
        }),
        webhook({
          name: "untrusted",
          clientConfig: { url: "$webhooks/untrusted" },
          objectSelector: { matchLabels: { ask: "untrusted" } },
        }),
        webhook({
          name: "service",
          clientConfig: { service: { namespace: "adm-fail", name: "none", path: "/x" } },
          objectSelector: { matchLabels: { ask: "service" } },
        }),
      ]),
    ],
    steps: [
      "status",
      "json500",
      "missing",
      "forbidden",
      "uid",
      "empty",
      "kind",
      "text",
      "nothing",
      "patched",
      "ignored",
      "nobody",
      "untrusted",
      "service",
    ].map((ask) => post(maps("adm-fail"), map(ask, {}, { labels: { ask } }))),
  },
];
