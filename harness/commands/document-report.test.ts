import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fixtureCapacity } from "../../reports/fixtures/capacity.ts";
import { fixtureLimits } from "../../reports/fixtures/limits.ts";
import { fixtureQualification } from "../../reports/fixtures/qualification.ts";
import { documentPage, writeDocumentPage } from "./document-report.ts";
import { reportCommand } from "./report.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-document-"));
});
afterEach(() => rm(dir, { recursive: true }));

const inconclusive = fixtureQualification({ conformance: [], verdict: "inconclusive" });

test("the page of a qualification is written beside it, and by the report command", async () => {
  await writeFile(join(dir, "qualification.json"), JSON.stringify(inconclusive));
  const page = await readFile(await writeDocumentPage(dir), "utf8");
  expect(page).toContain(
    "<title>? inconclusive: flux@2.9 in place of flux@2.7.5 · fluxproof</title>",
  );
  const output = join(dir, "again.html");
  expect(await reportCommand({ dirs: [dir], format: "html", output })).toBe(0);
  expect(await readFile(output, "utf8")).toBe(page);
});

test("the page of a capacity likewise", async () => {
  await writeFile(join(dir, "capacity.json"), JSON.stringify(fixtureCapacity()));
  expect(await documentPage(dir)).toContain("<title>✓ 1 × source-controller, 2 ×");
});

test("a cut one gives its name, and no page", async () => {
  const text = JSON.stringify(inconclusive);
  await writeFile(join(dir, "qualification.json"), text.slice(0, text.length / 2));
  await expect(reportCommand({ dirs: [dir], format: "html" })).rejects.toThrow(
    `${join(dir, "qualification.json")}: expected JSON`,
  );
});

test("the page of a search for limits likewise", async () => {
  await writeFile(join(dir, "limits.json"), JSON.stringify(fixtureLimits()));
  expect(await documentPage(dir)).toContain("<title>✗ source-controller 78.0 MiB, kustomize");
});

test("a folder without documents has no page of one", async () => {
  expect(await documentPage(dir)).toBeUndefined();
  await expect(writeDocumentPage(dir)).rejects.toThrow(
    "expected one of qualification.json, limits.json, capacity.json",
  );
});
