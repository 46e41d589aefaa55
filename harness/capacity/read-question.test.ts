import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../core/failure.ts";
import { type QuestionOptions, readQuestion } from "./read-question.ts";

const usual: QuestionOptions = {
  ...{ clusters: "200", kustomizationsPerCluster: "10", repositories: "4", commitsPerHour: "2.5" },
  ...{ slo: "p99 commit-to-ready <= 2m", memoryLimit: "1Gi", cpuLimit: "500m" },
  kustomizationInterval: "10m",
};

describe("a question", () => {
  it("is read from its options", () => {
    expect(readQuestion({ ...usual, interval: "30s" })).toEqual({
      ...{ clusters: 200, kustomizationsPerCluster: 10, repositories: 4, commitsPerHour: 2.5 },
      filesPerRepository: 500,
      slo: { text: usual.slo, share: 0.99, stage: "ready", withinMs: 120_000 },
      ...{ memoryLimitBytes: 2 ** 30, cpuLimitCores: 0.5 },
      ...{ sourceIntervalMs: 30_000, kustomizationIntervalMs: 600_000 },
    });
    expect(readQuestion(usual).sourceIntervalMs).toBeNull();
    const { repositories: _, ...without } = usual;
    expect(readQuestion(without).repositories).toBe(200);
  });

  it.each([
    [{ clusters: "0" }, "--clusters 0: expected a whole number from 1"],
    [{ clusters: "1e3" }, "--clusters 1e3: expected"],
    [{ kustomizationsPerCluster: "-1" }, "--kustomizations-per-cluster -1: expected"],
    [{ repositories: "3000" }, "--repositories 3000: expected at most one for each of the 2000"],
    [{ filesPerRepository: "0" }, "--files-per-repository 0: expected a whole number"],
    [{ commitsPerHour: "often" }, "--commits-per-hour often: expected a number"],
    [{ memoryLimit: "1GB" }, "--memory-limit 1GB: expected a quantity such as 512Mi"],
    [{ memoryLimit: "0" }, "--memory-limit 0: expected"],
    [{ cpuLimit: "5m" }, "--cpu-limit 5m: expected a quantity such as 500m or 1, at least 10m"],
    [{ interval: "0s" }, "--interval 0s: expected a duration above zero"],
    [{ kustomizationInterval: "10" }, "--kustomization-interval 10: expected a duration"],
  ])("is refused with %j", (change, because) => {
    expect(() => readQuestion({ ...usual, ...change })).toThrow(because);
  });

  it("is read or refused with what was expected, whatever the texts", () => {
    const text = fc.oneof(fc.string(), fc.constantFrom("1", "0.5", "1Gi", "500m", "10m", "p99"));
    const options = fc.record(
      Object.fromEntries(Object.keys(usual).map((key) => [key, text])) as Record<
        keyof QuestionOptions,
        typeof text
      >,
    );
    fc.assert(
      fc.property(options, (some) => {
        try {
          readQuestion({ ...usual, ...some });
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message).toMatch(/expected/);
        }
      }),
    );
  });
});
