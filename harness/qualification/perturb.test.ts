import { expect, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { parsePerturbation, perturbed } from "./perturb.ts";

test.each([
  ["candidate:delay=90ms", { side: "candidate", use: "delay", delayMs: 90 }],
  ["baseline:delay=1s", { side: "baseline", use: "delay", delayMs: 1_000 }],
  ["candidate:GOGC=200", { side: "candidate", use: "env", name: "GOGC", value: "200" }],
  [
    "candidate:GODEBUG=a=1,b=2",
    { side: "candidate", use: "env", name: "GODEBUG", value: "a=1,b=2" },
  ],
])("%s is understood", (text, expected) => {
  expect(parsePerturbation(text)).toEqual(expected);
});

test.each(["", "delay=90ms", "other:delay=90ms", "candidate:delay", "candidate:delay=fast"])(
  "%j is refused",
  (text) => {
    expect(() => parsePerturbation(text)).toThrow(UsageError);
  },
);

test("only the side that is named is changed, and says so", () => {
  const arm = { subject: referenceSubject, environment: referenceEnvironment() };
  const all = [parsePerturbation("candidate:GOGC=200"), parsePerturbation("candidate:A=b")];
  expect(perturbed(arm, "baseline", all)).toBe(arm);
  const { subject } = perturbed(arm, "candidate", all);
  expect(subject.env).toEqual({ GOGC: "200", A: "b" });
  expect(subject.info.notes.slice(-2)).toEqual([
    "made worse to prove the judge: GOGC=200",
    "made worse to prove the judge: A=b",
  ]);
});
