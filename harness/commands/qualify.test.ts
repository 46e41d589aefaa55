import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { UsageError } from "../core/failure.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { type QualifyRequest, qualifyCommand } from "./qualify.ts";
import type { SiteRequest } from "./site.ts";

vi.setConfig({ testTimeout: 60_000 });

// The model stands in for subjects: the command itself refuses it.
vi.mock("./site.ts", () => ({
  findSite: ({ subject }: SiteRequest) => ({
    obtain: async () => ({
      environment: referenceEnvironment(),
      subject: { ...referenceSubject, info: { ...referenceSubject.info, name: subject } },
    }),
  }),
}));

let dir = "";
let printed = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "qualify-"));
  printed = "";
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => rm(dir, { recursive: true }));

const run = (change: Partial<QualifyRequest> = {}) =>
  qualifyCommand({
    names: ["apply/converges-after-commit"],
    ...{ baseline: "flux@2.7", candidate: "flux@2.9", env: "local", gitHost: "sim" },
    performance: ["apply/converges-after-commit"],
    // One scenario, and not a pair.
    budget: "1ms",
    ...{ conformanceRuns: "1", warmUps: "1", format: "text", perturb: [] },
    temporaryFiles: "memory",
    set: ["fleet.kustomizations=2"],
    out: join(dir, "out"),
    signal: new AbortController().signal,
    ...change,
  });

describe("bad input is refused before anything is made", () => {
  test.each<[string, Partial<QualifyRequest>, RegExp]>([
    ["the model", { candidate: "reference" }, /^--candidate reference: it is the model/],
    ["no duration", { budget: "soon" }, /^--budget soon: expected a duration/],
    ["no time", { budget: "0s" }, /^--budget 0s: /],
    ["no scenario", { names: ["sources/none"] }, /scenario "sources\/none": there is none/],
    ["nothing to measure", { performance: ["none"] }, /scenario "none": there is none/],
    ["no conformance", { conformanceRuns: "0" }, /^--conformance-runs 0: .* from 1 to 20/],
    ["half a warm-up", { warmUps: "0.5" }, /^--warm-ups 0\.5: /],
    ["a side there isn't", { perturb: ["both:delay=1s"] }, /^--perturb "both:delay=1s": /],
    ["a seed in words", { seed: "seven" }, /^--seed seven: /],
  ])("%s", async (_, change, message) => {
    await expect(run(change)).rejects.toThrow(message);
    await expect(run(change)).rejects.toThrow(UsageError);
    expect(await readdir(dir)).toEqual([]);
  });

  test("a folder of something else", async () => {
    await mkdir(join(dir, "out"));
    await writeFile(join(dir, "out/notes.txt"), "mine");
    await expect(run()).rejects.toThrow(/it holds notes\.txt/);
    expect(await readdir(join(dir, "out"))).toEqual(["notes.txt"]);
  });
});

test("what a budget can't hold is inconclusive, in files and in print, and can be gone on with", async () => {
  expect(await run({ seed: "5" })).toBe(2);
  expect((await readdir(join(dir, "out"))).sort()).toEqual([
    ...["conformance", "qualification.json", "report.html", "request.json", "summary.md"],
  ]);
  expect(printed).toMatch(/^\? inconclusive: flux@2\.9 in place of flux@2\.7/);
  expect(printed).toMatch(/the budget of 1 ms held 0 pairs/);
  expect(printed).toContain("temporary files of measured runs: on disk");
  const asked = JSON.parse(await readFile(join(dir, "out/request.json"), "utf8"));
  expect(asked.temporaryFiles).toBe("disk");
  expect(await readFile(join(dir, "out/summary.md"), "utf8")).toContain(
    "the model of the controll",
  );
  expect(await readFile(join(dir, "out/report.html"), "utf8")).toContain("temporary files");
  expect(await readFile(join(dir, "out/report.html"), "utf8")).toMatch(/^<!doctype html>/i);

  printed = "";
  expect(await run({ format: "json" })).toBe(2);
  const document = await readFile(join(dir, "out/qualification.json"), "utf8");
  expect(JSON.parse(printed)).toEqual(JSON.parse(document));
  // The seed is the one it was begun with.
  expect(JSON.parse(document)).toMatchObject({ seed: 5, unfinished: "too few pairs" });

  printed = "";
  expect(await run({ format: "github" })).toBe(2);
  expect(printed).toBe(await readFile(join(dir, "out/summary.md"), "utf8"));

  await expect(run({ seed: "6" })).rejects.toThrow(/its seed is 5, here it is 6/);
  await expect(run({ candidate: "flux@3" })).rejects.toThrow(/its candidate is/);
  await expect(run({ set: [] })).rejects.toThrow(/its set is/);
});

test("an interruption before anything is inconclusive", async () => {
  const ending = new AbortController();
  ending.abort(new Error("ended by SIGINT"));
  expect(await run({ signal: ending.signal })).toBe(2);
  expect(printed).toMatch(/not finished: interrupted/);
});
