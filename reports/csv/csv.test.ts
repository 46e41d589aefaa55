import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { flatten } from "../../harness/analysis/figures.ts";
import { readFixtureRuns } from "../fixtures/read-fixture-runs.ts";
import { runWith } from "../fixtures/run-with.ts";
import { oneLine } from "../printable.ts";
import { renderCsv } from "./csv.ts";

const rows = (text: string): Record<string, string>[] =>
  parse(text, { columns: true, record_delimiter: "\r\n" });

test("a row for each figure of each run", async () => {
  const runs = await readFixtureRuns();
  const read = rows(renderCsv(runs));
  for (const run of runs) {
    const own = read.filter((row) => row.run === run.dir);
    const figures = run.metrics ? flatten(run.metrics) : {};
    expect(Object.fromEntries(own.map(({ metric, value }) => [metric, Number(value)]))).toEqual(
      figures,
    );
  }
});

test("a run without figures has its outcome", () => {
  expect(rows(renderCsv([runWith({ verdicts: null })]))).toMatchObject([
    { scenario: "sources/example", outcome: "unknown", metric: "", value: "" },
  ]);
});

test("whatever a name holds, it is one cell, and no formula", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (name) => {
      const [row, ...more] = rows(renderCsv([runWith({ name, verdicts: null })]));
      expect(more).toEqual([]);
      const text = row?.scenario ?? "";
      expect(text).not.toMatch(/^[=+@\t]/);
      expect([oneLine(name), `'${oneLine(name)}`]).toContain(text);
    }),
  );
  expect(renderCsv([runWith({ name: "=cmd()", verdicts: null })])).toContain(`,"'=cmd()",`);
});
