import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compareSequence } from "./testing/compare-sequence.ts";
import { readSequences, recordedFile } from "./testing/recorded.ts";
import type { PlayedStep } from "./testing/step.ts";

/** Refreshed by `FLUXPROOF_RECORD=1 FLUXPROOF_REAL=1 npx vitest run simulators/kube/apply/apply.real.test.ts`. */
const sequences = readSequences(readFileSync(recordedFile, "utf8"));

describe("requests recorded from kube-apiserver", () => {
  test.each(sequences)("have the same outcome on one $kind, $seed", (sequence) => {
    expect(compareSequence(sequence)).toBeGreaterThan(5);
  });

  test.each<[string, (played: PlayedStep) => boolean]>([
    ["an apply that conflicts", ({ code, step }) => code === 409 && step.verb === "apply"],
    ["an apply that doesn't fit", ({ code, step }) => code === 500 && step.verb === "apply"],
    ["a forced apply", ({ code, step }) => code === 200 && step.verb === "apply" && step.force],
    ["a PUT", ({ code, step }) => code === 200 && step.verb === "put"],
    ["a status patch", ({ code, step }) => code === 200 && step.subresource === "status"],
    ["a JSON patch", ({ code, step }) => code === 200 && isPatch(step, "json")],
    ["a JSON patch that fails", ({ code, step }) => code === 422 && isPatch(step, "json")],
    ["a strategic merge patch", ({ code, step }) => code === 200 && isPatch(step, "strategic")],
    ["one of a custom resource", ({ code, step }) => code === 415 && isPatch(step, "strategic")],
  ])("hold %s", (_, holds) => {
    expect(sequences.flatMap(({ steps }) => steps).some(holds)).toBe(true);
  });
});

function isPatch(step: PlayedStep["step"], type: string): boolean {
  return step.verb === "patch" && step.type === type;
}
