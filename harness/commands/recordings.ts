import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { findRunDirectories } from "../../reports/stored-run.ts";
import { exitCodes, UsageError } from "../core/failure.ts";
import type { Judgement, Outcome } from "../core/verdict.ts";
import { fileNames, readRun, writeJson } from "../runner/run-directory.ts";

/** Beside the harness, in the checkout as in the package. */
const root = [
  new URL("../../recordings/", import.meta.url),
  new URL("../../../recordings/", import.meta.url),
]
  .map((url) => fileURLToPath(url))
  .find(existsSync);

/** Run directories of what a release was recorded to do in a scenario; none if it never was. */
export async function recordingsOf(subject: string, scenario: string): Promise<string[]> {
  const folder = join(root ?? "", subject, scenario);
  if (root === undefined || !existsSync(folder)) return [];
  return (await readdir(folder)).sort().map((name) => join(folder, name));
}

/** The verdict that a recording had when it was made: it can't be judged again without its samples. */
export async function recordedOutcome(dir: string): Promise<Outcome> {
  const text = await readFile(join(dir, fileNames.verdicts), "utf8");
  return (JSON.parse(text) as Judgement).outcome;
}

/** Samples of memory and CPU are the machine's, and many. */
const leftOut = new Set(["process.usage", "harness.usage"]);

/**
 * Keeps run directories as recordings, in place of those there were of their scenarios.
 * @throws UsageError for a run of another subject, or one that isn't from `local`
 */
export async function keepRecordings(dirs: string[], subject: string): Promise<number> {
  const folder = fileURLToPath(new URL("../../recordings/", import.meta.url));
  const numbers = new Map<string, number>();
  for (const dir of await findRunDirectories(dirs)) {
    const { info } = await readRun(dir);
    if (info.subject.name !== subject || info.environment !== "local") {
      throw new UsageError(
        `${dir}: a run of ${info.subject.name} in ${info.environment}; expected one of ${subject} in local`,
      );
    }
    const { name } = info.scenario;
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    const place = join(folder, subject, name);
    if (number === 1) await rm(place, { recursive: true, force: true });
    const own = join(place, String(number));
    await mkdir(own, { recursive: true });
    const { host: _host, ...rest } = info;
    await writeJson(join(own, fileNames.run), rest);
    await copyFile(join(dir, fileNames.verdicts), join(own, fileNames.verdicts));
    const lines = (await readFile(join(dir, fileNames.history), "utf8")).split("\n");
    const kept = lines.filter((line) => line !== "" && !leftOut.has(JSON.parse(line).type));
    await writeFile(
      join(own, `${fileNames.history}.gz`),
      gzipSync(`${kept.join("\n")}\n`, { level: 9 }),
    );
    process.stdout.write(`${own}\n`);
  }
  return exitCodes.pass;
}
