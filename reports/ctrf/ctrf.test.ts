import { validate } from "ctrf";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readFixtureRuns } from "../fixtures/read-fixture-runs.ts";
import { failing, runWith } from "../fixtures/run-with.ts";
import { oneLine } from "../printable.ts";
import { renderCtrf } from "./ctrf.ts";

test("is what the format's published schema asks for, unknown as other", async () => {
  const report = JSON.parse(renderCtrf(await readFixtureRuns()));
  expect(validate(report)).toMatchObject({ valid: true });
  expect(report.results.summary).toMatchObject({ tests: 6, passed: 2, failed: 1, other: 3 });
  const failed = report.results.tests.find(({ status }: { status: string }) => status === "failed");
  expect(failed).toMatchObject({ name: "limits/large-repository-fits", rawStatus: "fail" });
  expect(failed.message).toContain("killed for memory 3 times");
  expect(failed.trace).toContain("process.exit");
});

test("the schema that it is held to can refuse", () => {
  const report = JSON.parse(renderCtrf([runWith({ verdicts: null })]));
  report.results.tests[0].status = "unknown";
  expect(validate(report)).toMatchObject({ valid: false });
});

test("any message and name keep to the schema", () => {
  fc.assert(
    fc.property(
      ...[fc.string({ unit: "binary" }), fc.string({ unit: "binary", minLength: 1 })],
      (message, name) => {
        const report = JSON.parse(renderCtrf([runWith({ name, verdicts: [failing(message)] })]));
        expect(validate(report)).toMatchObject({ valid: true });
        expect(report.results.tests[0].message).toBe(oneLine(`holds: ${message}`));
      },
    ),
  );
});
