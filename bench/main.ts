import { parseArgs } from "node:util";
import type { Figure } from "./figures.ts";
import { flakes, flakesShort } from "./flakes.ts";
import { kill } from "./kill.ts";
import { kindKill } from "./kind-kill/kind-kill.ts";
import { kube } from "./kube.ts";
import { kubeFlux } from "./kube-flux.ts";
import { largeRepository } from "./large-repository.ts";
import { memory } from "./memory.ts";
import { model } from "./model.ts";
import { observed } from "./observed.ts";
import { overhead } from "./overhead.ts";
import { ready } from "./ready.ts";
import { report } from "./report.ts";
import { soak } from "./soak.ts";

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    // For kind-kill: what is killed, how often, and the seed of the moments.
    what: { type: "string", default: "harness" },
    times: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
  },
});

/** Benchmarks by name; `npm run bench` runs `usual`, the rest when named. */
const benchmarks: Record<string, () => Promise<Figure[]>> = {
  ready,
  overhead,
  observed,
  kill,
  "kind-kill": () =>
    kindKill({ what: values.what, times: Number(values.times), seed: Number(values.seed) }),
  kube,
  "kube-flux": kubeFlux,
  memory,
  model,
  "large-repository": largeRepository,
  flakes,
  "flakes-short": flakesShort,
  report,
  soak,
};
const usual = ["ready", "overhead", "observed", "kill", "model"];

const unknown = named.find((name) => !Object.hasOwn(benchmarks, name));
if (unknown !== undefined) {
  console.error(`benchmark ${unknown}: expected one of: ${Object.keys(benchmarks).join(", ")}`);
  process.exit(64);
}

const missed: Figure[] = [];
for (const name of named.length > 0 ? named : usual) {
  for (const figure of (await benchmarks[name]?.()) ?? []) {
    console.log(
      `${figure.reached ? "✓" : "✗"} ${figure.what}\n    ${figure.value}\n    goal: ${figure.goal}`,
    );
    if (!figure.reached) missed.push(figure);
  }
}
process.exitCode = missed.length > 0 ? 1 : 0;
