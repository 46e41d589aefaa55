import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { main } from "../cli.ts";
import { runSummary, summariseRun } from "./run-summary.ts";

/** A run of the model, which takes a second. */
async function modelRun(): Promise<{ dir: string; run: string }> {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-summary-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const out = join(dir, "runs");
  const argv = ["node", "fluxproof", "run", "sources/force-push", "--seed", "7", "--out", out];
  expect(await main([...argv, "--format", "json"])).toBe(0);
  return { dir, run: join(out, "sources", "force-push") };
}

test("a run's summary tells who ran what where, and its figures by name", async () => {
  const { dir, run } = await modelRun();
  const summary = await summariseRun(run);
  expect(runSummary.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
  expect(summary).toMatchObject({
    ...{ scenario: "sources/force-push", environment: "sim", subject: "reference", seed: 7 },
    ...{ subjectKind: "model", outcome: "pass", because: [] },
  });
  expect(summary.metrics["latency.ready.p95Ms"]).toBeGreaterThan(100);
  expect(summary.metrics["requests.git.refs"]).toBeGreaterThan(2);
  const elsewhere = join(dir, "elsewhere");
  await cp(run, elsewhere, { recursive: true });
  expect((await summariseRun(elsewhere)).id).toBe(summary.id);
});

test("a folder without a judged run is named, with the file it lacks", async () => {
  const { run } = await modelRun();
  const history = await readFile(join(run, "history.ndjson"), "utf8");
  await writeFile(join(run, "history.ndjson"), history.slice(0, history.length / 2));
  await expect(summariseRun(run)).rejects.toThrow(/history\.ndjson: expected the end of a run/);
  await rm(join(run, "verdicts.json"));
  await expect(summariseRun(run)).rejects.toThrow(
    /verdicts\.json: expected a file of a judged run/,
  );
  await writeFile(join(run, "verdicts.json"), "{");
  await expect(summariseRun(run)).rejects.toThrow(/verdicts\.json: expected JSON/);
});
