import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { importClosure } from "./import-closure.ts";
import { kindJobFiles } from "./kind-job-files.ts";

const root = join(import.meta.dirname, "..");

function project(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "fluxproof-closure-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test("imports are followed however they are written, and in circles", () => {
  const folder = project({
    "a/first.ts": 'import { b } from "../b/second.ts"; import "node:fs"; import { z } from "zod";',
    "b/second.ts": 'export type { C } from "./third.ts"; const d = () => import("../d.ts");',
    "b/third.ts": 'import data from "./data.json"; import { a } from "../a/first.ts";',
    "b/data.json": "{}",
    "d.ts": 'const text = "import \\"./e.ts\\""; type F = import("./f.ts").F;',
    "e.ts": "",
    "f.ts": 'import "./gone.ts";',
  });
  expect(importClosure(folder, ["a/first.ts", "a/notes.txt"])).toEqual([
    "a/first.ts",
    "a/notes.txt",
    "b/data.json",
    "b/second.ts",
    "b/third.ts",
    "d.ts",
    "f.ts",
  ]);
});

// Some hundreds of files are parsed.
const timeout = 120_000;

test("the kind job looks at what makes clusters, and at nothing without a part in them", {
  timeout,
}, () => {
  const files = kindJobFiles(root);
  expect(files).toEqual(
    expect.arrayContaining([
      ...["package-lock.json", "ci/kind-job.sh", "ci/images/runtime/main.go"],
      ...["harness/environments/kind/open-kind.ts", "ci/images/node/node-image.kind.test.ts"],
      // By imports alone.
      ...["harness/environments/slot/start-slot.ts", "simulators/support/clock.ts"],
    ]),
  );
  const foreign = /^(reports|scenarios|bench)\/|^harness\/cli\.ts$|(?<!\.kind)\.test\.ts$/;
  expect(files.filter((path) => foreign.test(path))).toEqual([]);
});
