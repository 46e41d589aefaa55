import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, spread } from "./figures.ts";
import { fluxproof, readHistory, readMetrics } from "./fluxproof.ts";

const limits = ["20Mi", "32Mi", "40Mi", "50Mi", "64Mi", "96Mi", "1Gi"];
const repeats = 2;

/**
 * "20 MB each or OOMKill" and "about 300 MB for all controllers": the same small fleet under one limit
 * for every controller after another, and what all of them hold together at Flux's own limit.
 */
export async function memory(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const limit of limits) {
    const said: string[] = [];
    const sums: number[] = [];
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      const { text, residentMiB } = await measure(limit);
      said.push(text);
      sums.push(residentMiB);
    }
    figures.push({
      what: `four controllers at ${limit} each, 20 Kustomizations, ${repeats} runs`,
      value: `${said.join("; ")}; resident peaks together ${spread(sums, 0)} MiB`,
      goal: "to be known",
      reached: true,
    });
  }
  return figures;
}

async function measure(limit: string): Promise<{ text: string; residentMiB: number }> {
  const out = await mkdtemp(join(tmpdir(), "fluxproof-bench-"));
  const controllers = ["source", "kustomize", "helm", "notification"].map(
    (name) => `${name}-controller`,
  );
  const report = await fluxproof([
    "apply/converges-after-commit",
    // What has not begun to work in this time will not.
    "--set=drive.0.with.within=40s",
    ...controllers.map((name) => `--set=controllers.${name}.memoryLimit=${limit}`),
    "--out",
    out,
  ]);
  const run = report.scenarios[0];
  const { memoryBytes } = readMetrics(run?.dir ?? out);
  const working = new Set(
    readHistory(run?.dir ?? out).flatMap((entry) =>
      entry.type === "process.workers" ? [entry.process] : [],
    ),
  );
  const sum = (of: "rssPeak" | "oomKills") =>
    controllers.reduce((total, name) => total + (memoryBytes[name]?.[of] ?? 0), 0);
  await rm(out, { recursive: true });
  return {
    text: `${run?.outcome}, ${working.size} of 4 began to work, ${sum("oomKills")} OOM kills`,
    residentMiB: sum("rssPeak") / 2 ** 20,
  };
}
