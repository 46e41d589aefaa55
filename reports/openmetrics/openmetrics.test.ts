import fc from "fast-check";
import parse from "parse-prometheus-text-format";
import { expect, test } from "vitest";
import { readFixtureRuns } from "../fixtures/read-fixture-runs.ts";
import { runWith } from "../fixtures/run-with.ts";
import { printable } from "../printable.ts";
import { renderOpenMetrics } from "./openmetrics.ts";

interface Parsed {
  name: string;
  type: string;
  help: string;
  metrics: { value: string; labels?: Record<string, string> }[];
}
const read = (text: string) => parse(text) as Parsed[];

test("figures read back with the labels of their runs", async () => {
  const runs = await readFixtureRuns();
  const text = renderOpenMetrics(runs);
  expect(text.endsWith("\n# EOF\n")).toBe(true);
  const families = new Map(read(text).map((family) => [family.name, family]));
  const large = (name: string, labels: Record<string, string>) =>
    families
      .get(name)
      ?.metrics.find((metric) =>
        Object.entries({ scenario: "limits/large-repository-fits", ...labels }).every(
          ([label, value]) => metric.labels?.[label] === value,
        ),
      )?.value;
  expect(large("fluxproof_run_outcome", { outcome: "fail" })).toBe("1");
  expect(large("fluxproof_run_outcome", { outcome: "pass" })).toBe("0");
  expect(large("fluxproof_oom_kills", { process: "source-controller" })).toBe("3");
  const p95 = runs.find(({ dir }) => dir.endsWith("large-repository-fits"))?.metrics?.latencyMs.p95;
  expect(Number(large("fluxproof_latency_seconds", { stage: "ready", quantile: "0.95" }))).toBe(
    (p95 ?? 0) / 1000,
  );
});

test("families stand together, named as the text format asks, and no sample stands twice", async () => {
  const lines = renderOpenMetrics(await readFixtureRuns())
    .trimEnd()
    .split("\n");
  const families = lines.flatMap((line) => /^# TYPE (\S+) gauge$/.exec(line)?.[1] ?? []);
  expect(new Set(families).size).toBe(families.length);
  for (const line of lines) {
    const unit = /^# UNIT (\S+) (\S+)$/.exec(line);
    if (unit) expect(unit[1]?.endsWith(`_${unit[2]}`)).toBe(true);
  }
  const samples = lines.filter((line) => !line.startsWith("#"));
  const keys = samples.map((line) => line.slice(0, line.lastIndexOf(" ")));
  expect(new Set(keys).size).toBe(keys.length);
});

test("any name reads back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (name) => {
      const [family] = read(renderOpenMetrics([runWith({ name, verdicts: null })]));
      expect(family?.metrics).toHaveLength(3);
      expect(family?.metrics[0]?.labels?.scenario).toBe(printable(name));
    }),
  );
});
