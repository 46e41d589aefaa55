import { mkdir, readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readCount } from "../harness/commands/run-numbers.ts";
import { compare } from "../simulators/kube/fuzz/compare.ts";
import { fuzzKinds } from "../simulators/kube/fuzz/kinds.ts";
import { runMalformed } from "../simulators/kube/fuzz/malformed/run-malformed.ts";
import {
  describePhase,
  describeServed,
} from "../simulators/kube/fuzz/malformed/served/report-served.ts";
import { runServed } from "../simulators/kube/fuzz/malformed/served/run-served.ts";
import { play } from "../simulators/kube/fuzz/play.ts";
import { describeFinding, describeResult, untried } from "../simulators/kube/fuzz/report.ts";
import { type Finding, runFuzz } from "../simulators/kube/fuzz/run.ts";
import {
  installDefinitions,
  realTarget,
  simulatorTarget,
} from "../simulators/kube/fuzz/servers.ts";
import { wallClock } from "../simulators/support/clock.ts";
import { seededRandom } from "../simulators/support/random.ts";

/**
 * `npm run fuzz -- kube --requests 5000 --seed 1 [--kinds configmaps,widgets.fuzz] [--replay FILE]` and
 * `npm run fuzz -- kube-malformed --requests 5000 --seed 1 [--served [--only PART,PART] [--scale 0.1]]`:
 * served, the simulator is a program that is attacked over the wire.
 */
const { what, values, requests, concurrency, budgetSeconds } = readArguments();
const clock = wallClock();
const random = seededRandom(values.seed);
using simulator = simulatorTarget();
if (what === "kube" && values.replay !== "") await replay(values.replay);
else if (what === "kube") await fuzz();
else if (what === "kube-malformed" && values.served) await served();
else if (what === "kube-malformed") await malformed();
else {
  console.error(`${what}: expected one of: kube, kube-malformed`);
  process.exitCode = 64;
}

async function fuzz(): Promise<void> {
  const only = values.kinds === "" ? [] : values.kinds.split(",");
  const kinds = fuzzKinds().filter(({ resource }) => only.length === 0 || only.includes(resource));
  await using real = await realTarget();
  await Promise.all([installDefinitions(real), installDefinitions(simulator)]);
  const result = await runFuzz({
    ...{ requests, random, kinds, real, simulator, clock, budgetMs: budgetSeconds * 1000 },
    concurrency,
    replaysMax: 60,
    progress: (text) => console.error(text),
  });
  console.log(describeResult(result, kinds));
  for (const finding of result.findings.slice(0, Number(values.shown))) {
    console.log(`\n${describeFinding(finding)}`);
  }
  await mkdir(values.out, { recursive: true });
  const file = `${values.out}/findings.json`;
  await writeFile(file, `${JSON.stringify(result.findings, null, 2)}\n`);
  console.log(`\nplay them again: npm run fuzz -- kube --replay ${file}`);
  const incomplete = result.requests >= 5000 && untried(result, kinds).length > 0;
  const cutShort = result.requests < requests;
  if (cutShort) {
    console.error(
      `cut short: ${result.requests} of ${requests} requests in ${budgetSeconds} s, see --budget`,
    );
  }
  process.exitCode = result.findings.length > 0 || incomplete ? 1 : cutShort ? 2 : 0;
}

/** Plays the sequences of a file of findings on both servers. */
async function replay(file: string): Promise<void> {
  const findings = JSON.parse(await readFile(file, "utf8")) as Finding[];
  await using real = await realTarget();
  await Promise.all([installDefinitions(real), installDefinitions(simulator)]);
  for (const [index, { sequence, signature }] of findings.entries()) {
    const scope = `fz${String(index).padStart(6, "0")}`;
    const shared = { sequence, scope, clock, hits: new Map<string, number>() };
    const [told, simulated] = await Promise.all([
      play({ ...shared, origin: real.origin, ask: real.ask }),
      play({ ...shared, hits: new Map(), origin: simulator.origin, ask: simulator.ask }),
    ]);
    const difference = compare(sequence, { real: told, simulator: simulated }, new Map());
    if (difference)
      console.log(`\n${describeFinding({ signature, count: 1, sequence, difference })}`);
    else console.log(`alike now: ${signature}`);
  }
}

async function malformed(): Promise<void> {
  await installDefinitions(simulator);
  const { ask, origin } = simulator;
  const result = await runMalformed({ requests, random, clock, origin, ask });
  const statuses = [...result.statuses].map(([status, count]) => `${status} ${count}`).join(", ");
  console.log(
    `${result.requests} requests; answers: ${statuses}; slowest ${result.slowestMs.toFixed(0)} ms; ` +
      `heap grew by ${(result.grownBytes / 1024 / 1024).toFixed(1)} MiB`,
  );
  for (const { problem, request } of result.problems.slice(0, Number(values.shown))) {
    console.log(`\n${problem}\n  ${request}`);
  }
  process.exitCode = result.problems.length > 0 ? 1 : 0;
}

async function served(): Promise<void> {
  const parts = values.only.split(",");
  const result = await runServed({
    ...{ requests, random, clock, scale: Number(values.scale) },
    ...{ objects: 5000, holdMs: 3000 },
    only: (name) => parts.some((part) => name.includes(part)),
    progress: (phase) => console.error(describePhase(phase)),
  });
  console.log(describeServed(result, Number(values.shown)));
  process.exitCode = result.problems.length > 0 ? 1 : 0;
}

/** Ends the program with what is wrong with them. */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        requests: { type: "string", default: "5000" },
        seed: { type: "string", default: "1" },
        kinds: { type: "string", default: "" },
        concurrency: { type: "string", default: "8" },
        /** In seconds; by default more than so many requests need, at least ten minutes. */
        budget: { type: "string", default: "" },
        /** How many differences are printed; all are in the file. */
        shown: { type: "string", default: "12" },
        out: { type: "string", default: "fuzz-results" },
        replay: { type: "string", default: "" },
        served: { type: "boolean", default: false },
        /** Parts of the names of attacks. */
        only: { type: "string", default: "" },
        /** Of attacks: less than 1 for fewer connections of everything. */
        scale: { type: "string", default: "1" },
      },
    });
    const [what = "kube"] = positionals;
    const requests = readCount("--requests", values.requests, { most: 10_000_000 });
    const concurrency = readCount("--concurrency", values.concurrency, { most: 64 });
    const budgetSeconds =
      values.budget === ""
        ? Math.max(600, requests * 0.05)
        : readCount("--budget", values.budget, { most: 7 * 24 * 3600 });
    return { what, values, requests, concurrency, budgetSeconds };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(64);
  }
}
