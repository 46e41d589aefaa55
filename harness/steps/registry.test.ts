import { describe, expect, it } from "vitest";
import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import type { Step } from "../core/scenario.ts";
import { commit } from "./commit.ts";
import { converge } from "./converge.ts";
import { expireCredential, rotateCredential } from "./credentials.ts";
import { during } from "./during.ts";
import { gitHost } from "./faults.ts";
import { forcePush } from "./force-push.ts";
import { parallel } from "./parallel.ts";
import { checkSteps, registerStep } from "./registry.ts";
import { repeat } from "./repeat.ts";
import { requestReconcile } from "./request-reconcile.ts";
import { until } from "./until.ts";
import { wait } from "./wait.ts";

const whole: Step[] = [
  commit({ share: 0.5 }),
  forcePush({ back: 2 }),
  converge({ within: "1m" }),
  until({ kind: "Kustomization", name: "a", status: "True", within: "1m" }),
  during(gitHost.refuses({}), [parallel([wait("1s")], [repeat(2, [wait("1s")])])]),
  requestReconcile({ kind: "GitRepository", name: "a" }),
  expireCredential({ account: "a" }),
  rotateCredential({ account: "a" }),
];

function check(steps: Step[], message: RegExp): void {
  const run = () => checkSteps(steps, "scenario a/b: drive");
  expect(run).toThrow(UsageError);
  expect(run).toThrow(message);
}

describe("checkSteps", () => {
  it("takes what every builder gives, from JSON too", () => {
    checkSteps(whole, "here");
    checkSteps(JSON.parse(JSON.stringify(whole)), "here");
    expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
  });

  it.each<[string, Step[], RegExp]>([
    [
      "an unknown step",
      [wait("1s"), { use: "sleep" }],
      /^scenario a\/b: drive\[1\]: unknown step "sleep"; expected one of: commit, force-push, /,
    ],
    [
      "an unknown inner step",
      [repeat(2, [parallel([{ use: "sleep" }])])],
      /drive\[0\]\.steps\[0\]\.steps\[0\]\.steps\[0\]: unknown step "sleep"/,
    ],
    [
      "a wrong argument",
      [wait("soon")],
      /step wait: for = "soon": expected a duration such as 90s/,
    ],
    ["a missing argument", [{ use: "converge" }], /step converge: within = nothing: /],
    [
      "an argument too many",
      [{ use: "commit", with: { repos: [] } }],
      /repos = \[\]: there is no such/,
    ],
    ["a share of nothing", [commit({ share: 0 })], /step commit: share = 0: /],
    ["a share of more than all", [commit({ share: 1.1 })], /step commit: share = 1\.1: /],
    ["no round", [repeat(0, [])], /step repeat: times = 0: /],
  ])("refuses %s", (_, steps, message) => check(steps, message));
});

describe("registerStep", () => {
  it("refuses a name that is taken", () => {
    const implementation = { arguments: z.strictObject({}), run: async () => {} };
    expect(() => registerStep("wait", implementation)).toThrow(/step wait is registered already/);
  });
});
