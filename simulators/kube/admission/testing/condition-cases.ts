import { post } from "../../contract/testing/steps.ts";
import {
  type AdmissionCase,
  answer,
  configuration,
  deny,
  patchWith,
  webhook,
} from "./admission-case.ts";
import { labelled, maps, namespace } from "./objects.ts";

export const conditionCases: AdmissionCase[] = [
  {
    name: "webhooks are asked again",
    hooks: {
      "/first": patchWith({ op: "add", path: "/metadata/annotations", value: { first: "1" } }),
      "/third": ({ apiVersion, request }) => {
        const again =
          request.object && Object.hasOwn(Object(request.object.metadata.labels), "third");
        const operations = again ? [] : [{ op: "add", path: "/metadata/labels/third", value: "1" }];
        const patch = Buffer.from(JSON.stringify(operations)).toString("base64");
        return answer({ apiVersion, request }, { allowed: true, patch, patchType: "JSONPatch" });
      },
      "/last": patchWith({ op: "add", path: "/data/last", value: "1" }),
    },
    before: [namespace("adm-again")],
    configurations: [
      configuration("Mutating", "m-b", [
        webhook({ name: "third", reinvocationPolicy: "IfNeeded", ...labelled("again") }),
        webhook({ name: "last", ...labelled("again") }),
      ]),
      configuration("Mutating", "m-a", [
        webhook({ name: "first", ...labelled("again") }),
        webhook({ name: "second", reinvocationPolicy: "IfNeeded", ...labelled("again") }),
        webhook({
          name: "later",
          reinvocationPolicy: "IfNeeded",
          objectSelector: { matchLabels: { third: "1" } },
        }),
      ]),
    ],
    steps: [
      post(maps("adm-again"), {
        metadata: { name: "a", labels: { ask: "again" } },
        data: { a: "1" },
      }),
    ],
  },
  {
    name: "conditions in CEL",
    hooks: { "/denies": deny({ message: "conditions hold" }) },
    before: [namespace("adm-cel")],
    configurations: [
      configuration("Validating", "v-cel", [
        webhook({
          name: "denies",
          ...labelled("denies"),
          matchConditions: [
            { name: "data", expression: "has(object.data) && 'deny' in object.data" },
            {
              name: "user",
              expression:
                "request.userInfo.username == 'fluxproof' && 'system:masters' in request.userInfo.groups",
            },
            {
              name: "op",
              expression:
                "request.operation != 'DELETE' && oldObject == null && request.resource.resource == 'configmaps'",
            },
            {
              name: "may",
              expression:
                "authorizer.group('').resource('configmaps').namespace('adm-cel').check('create').allowed() && authorizer.requestResource.check('delete').allowed()",
            },
          ],
        }),
        webhook({
          name: "errs",
          ...labelled("errs"),
          matchConditions: [{ name: "e", expression: "object.data.none == 'x'" }],
        }),
        webhook({
          name: "mixed",
          ...labelled("mixed"),
          matchConditions: [
            { name: "e", expression: "object.data.none == 'x'" },
            { name: "f", expression: "object.data.a == 'y'" },
          ],
        }),
        webhook({
          name: "twice",
          ...labelled("twice"),
          matchConditions: [
            { name: "e", expression: "object.data.none == 'x'" },
            { name: "f", expression: "int(object.data.a) / 0 == 1" },
            { name: "g", expression: "object.data.a + 1 == 2" },
            { name: "h", expression: "object.list[3] == 2" },
            { name: "i", expression: "oldObject.data.a == 'x'" },
            { name: "j", expression: "request.subResource == ''" },
          ],
        }),
        webhook({
          name: "open",
          failurePolicy: "Ignore",
          ...labelled("open"),
          matchConditions: [{ name: "e", expression: "object.data.none == 'x'" }],
        }),
      ]),
    ],
    steps: [
      ...["denies", "errs", "mixed", "twice", "open"].map((ask) =>
        post(maps("adm-cel"), { metadata: { name: ask, labels: { ask } }, data: { a: "1" } }),
      ),
      post(maps("adm-cel"), {
        metadata: { name: "b", labels: { ask: "denies" } },
        data: { deny: "1" },
      }),
    ],
  },
];
