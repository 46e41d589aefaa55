import { expect, test } from "vitest";
import { readFixtureRuns } from "../fixtures/read-fixture-runs.ts";
import { failing, runWith } from "../fixtures/run-with.ts";
import { renderJson } from "./json.ts";

test("one document with subject, verdicts and counts", async () => {
  const runs = await readFixtureRuns();
  const { scenarios, ...rest } = JSON.parse(renderJson(runs, { dir: "SET" }));
  expect(rest).toEqual({
    environment: "local",
    subject: runs[0]?.info.subject,
    ...{ seed: 42, dir: "SET", passed: 2, failed: 1, unknown: 3 },
  });
  expect(scenarios).toHaveLength(6);
  expect(scenarios[3]).toEqual({
    name: "sources/outage-does-not-prune",
    outcome: "pass",
    durationMs: 180_000,
    dir: "SET/sources/outage-does-not-prune",
    verdicts: [
      {
        ...{ checker: "prunesNothing", outcome: "pass" },
        because: "24 managed objects before the outage, 24 after, none deleted between",
      },
      {
        ...{ checker: "convergesAfterHeal", outcome: "pass" },
        because: "24 of 24 changes ready within 12.8 s of the end of the outage",
      },
    ],
  });
  expect(scenarios[4]).toMatchObject({
    outcome: "unknown",
    verdicts: [{ because: expect.stringContaining("not judged") }],
  });
});

test("a scenario of another seed says so itself", () => {
  const first = runWith({ verdicts: [failing("no")] });
  const second = { ...first, info: { ...first.info, seed: 7 } };
  const report = JSON.parse(renderJson([first, second], { dir: "SET" }));
  expect(report.seed).toBe(42);
  expect(report.scenarios[0]).not.toHaveProperty("seed");
  expect(report.scenarios[1]).toHaveProperty("seed", 7);
});
