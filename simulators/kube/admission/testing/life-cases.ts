import { get, patch, post, put, remove } from "../../contract/testing/steps.ts";
import {
  type AdmissionCase,
  answer,
  configuration,
  patchWith,
  rule,
  webhook,
} from "./admission-case.ts";
import { map, maps, namespace } from "./objects.ts";

export const lifeCases: AdmissionCase[] = [
  {
    name: "a mutating and a validating webhook see a configmap's life",
    hooks: { "/mutate": patchWith({ op: "add", path: "/data/b", value: "2" }) },
    before: [namespace("adm-life")],
    configurations: [
      configuration("Mutating", "m-life", [
        webhook({ name: "mutate", rules: [rule({ operations: ["CREATE", "UPDATE"] })] }),
      ]),
      configuration("Validating", "v-life", [webhook({ name: "validate" })]),
    ],
    steps: [
      post(maps("adm-life"), map("a", { data: { a: "1" } })),
      put(`${maps("adm-life")}/a`, map("a", { data: { a: "3" } })),
      patch(`${maps("adm-life")}/a?fieldManager=me`, "merge-patch", { data: { c: "4" } }),
      patch(
        `${maps("adm-life")}/a?fieldManager=me&dryRun=All`,
        "apply-patch",
        map("a", { data: { d: "4" } }),
      ),
      patch(
        `${maps("adm-life")}/new?fieldManager=me&force=true`,
        "apply-patch",
        map("new", { data: { d: "4" } }),
      ),
      remove(`${maps("adm-life")}/a`, { propagationPolicy: "Foreground", gracePeriodSeconds: 0 }),
      remove(`${maps("adm-life")}?dryRun=All`),
      post(
        `${maps("adm-life")}?fieldValidation=Strict`,
        map("", { data: { a: "1" } }, { generateName: "made-" }),
      ),
      post(maps("adm-life"), map("", { data: {} }, {})),
      post(maps("adm-life"), map("new", { data: { a: "" } })),
      put(`${maps("adm-life")}/new`, map("new", { data: { a: "3" } }, { resourceVersion: "1" })),
      remove(`${maps("adm-life")}/none`),
    ],
  },
  {
    name: "side effects, warnings and dry run",
    hooks: {
      "/warns": (review) =>
        answer(review, {
          allowed: true,
          warnings: ["take care", 'a "quoted" word'],
          auditAnnotations: { a: "b" },
        }),
    },
    before: [namespace("adm-dry")],
    configurations: [
      configuration("Validating", "v-dry", [
        webhook({ name: "warns", sideEffects: "NoneOnDryRun" }),
      ]),
      configuration("Mutating", "m-dry", [
        webhook({
          name: "none",
          rules: [rule({ operations: ["UPDATE"] })],
          failurePolicy: "Ignore",
        }),
      ]),
    ],
    steps: [
      post(`${maps("adm-dry")}?dryRun=All&fieldManager=someone`, map("a")),
      get(`${maps("adm-dry")}/a`),
      post(maps("adm-dry"), map("a")),
      put(`${maps("adm-dry")}/a?dryRun=All`, map("a", { data: { x: "1" } })),
      remove(`${maps("adm-dry")}/a?dryRun=All`),
      remove(`${maps("adm-dry")}/a`, { dryRun: ["All"], preconditions: { resourceVersion: "1" } }),
      remove(`${maps("adm-dry")}/a`, { propagationPolicy: "Orphan" }),
    ],
  },
];
