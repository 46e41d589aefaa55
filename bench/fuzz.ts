import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { fuzzKinds } from "../simulators/kube/fuzz/kinds.ts";
import { describeFinding, describeResult, untried } from "../simulators/kube/fuzz/report.ts";
import { runFuzz } from "../simulators/kube/fuzz/run.ts";
import {
  installDefinitions,
  realTarget,
  simulatorTarget,
} from "../simulators/kube/fuzz/servers.ts";
import { wallClock } from "../simulators/support/clock.ts";
import { seededRandom } from "../simulators/support/random.ts";

/** `npm run fuzz -- kube --requests 5000 --seed 1 [--kinds configmaps,widgets.fuzz]` */
const { values } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    kinds: { type: "string", default: "" },
    concurrency: { type: "string", default: "8" },
    budget: { type: "string", default: "600" },
    shown: { type: "string", default: "12" },
    out: { type: "string", default: "fuzz-results" },
  },
});
const only = values.kinds === "" ? [] : values.kinds.split(",");
const kinds = fuzzKinds().filter(({ resource }) => only.length === 0 || only.includes(resource));
await using real = await realTarget();
using simulator = simulatorTarget();
await Promise.all([installDefinitions(real), installDefinitions(simulator)]);
const result = await runFuzz({
  requests: Number(values.requests),
  random: seededRandom(values.seed),
  kinds,
  real,
  simulator,
  clock: wallClock(),
  budgetMs: Number(values.budget) * 1000,
  concurrency: Number(values.concurrency),
  replaysMax: 60,
  progress: (text) => console.error(text),
});
console.log(describeResult(result, kinds));
for (const finding of result.findings.slice(0, Number(values.shown))) {
  console.log(`\n${describeFinding(finding)}`);
}
await mkdir(values.out, { recursive: true });
await writeFile(`${values.out}/findings.json`, `${JSON.stringify(result.findings, null, 2)}\n`);
const incomplete = result.requests >= 5000 && untried(result, kinds).length > 0;
process.exitCode = result.findings.length > 0 || incomplete ? 1 : 0;
