import { expect, test } from "vitest";
import { UsageError } from "../harness/core/failure.ts";
import { runWith } from "./fixtures/run-with.ts";
import { type ReportFormat, render, reporters } from "./render.ts";

test.each(reporters)("$format has something to say on the smallest run", ({ format }) => {
  const text = render(format, [runWith({ verdicts: null })], { dir: "SET", colour: false });
  expect(text).toContain(["openmetrics", "csv"].includes(format) ? "unknown" : "not judged");
  expect(text.endsWith("\n")).toBe(true);
});

test("an unknown format is named with those there are", () => {
  const wrong = () => render("pdf" as ReportFormat, [], { dir: "SET", colour: false });
  expect(wrong).toThrow(UsageError);
  expect(wrong).toThrow(
    '"pdf" is not known: expected one of table, json, junit, ctrf, openmetrics, csv, github, html',
  );
});

test("file names differ", () => {
  const names = reporters.map((reporter) => reporter.fileName);
  expect(new Set(names).size).toBe(names.length);
});
