import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, UsageError } from "../core/failure.ts";
import type { Limits, SmallestLimit } from "../core/limits.ts";
import { parseLimits } from "../core/limits-schema.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { packageVersion } from "../package-info.ts";
import { hostInfo } from "../runner/host-info.ts";
import { writeJson } from "../runner/run-directory.ts";
import { parseBytes } from "../scenario/bytes.ts";
import { neededControllers } from "../scenario/kinds.ts";
import { findSmallestLimit } from "../sweeps/find-smallest-limit.ts";
import { readEarlier } from "../sweeps/read-earlier.ts";
import { writeDocumentPage } from "./document-report.ts";
import { limitsText } from "./limits-text.ts";
import { obtainK6 } from "./obtain-k6.ts";
import { terminalProgress } from "./progress.ts";
import { readBudget, readSeed } from "./run-numbers.ts";
import { runsFolder } from "./runs-folder.ts";
import { selectScenarios } from "./select-scenarios.ts";
import { findSite, type SiteRequest } from "./site.ts";

export interface LimitsRequest extends SiteRequest {
  name: string;
  gitHost: string;
  /** All that the scenario needs, if none. */
  controller: string[];
  load: "idle" | "load" | "both";
  from: string;
  to: string;
  set: string[];
  seed?: string;
  out?: string;
  budget?: string;
  format: string;
}

/** Of a search, beside the folders of its probes. */
const limitsFile = "limits.json";

/** `fluxproof limits`: the smallest memory limits that controllers survive a scenario with. */
export async function limitsCommand(request: LimitsRequest): Promise<number> {
  const { set, signal, gitHost } = request;
  const [scenario, ...others] = await selectScenarios({ names: [request.name], set });
  if (!scenario || others.length > 0) {
    throw new UsageError(`scenario ${request.name}: expected one, it names ${others.length + 1}`);
  }
  const site = findSite(request);
  const clock = wallClock();
  const dir = runsFolder({ out: request.out, epochMs: clock.epochMs(), what: "limits" });
  const before = await readEarlier(dir, limitsFile, parseLimits);
  const seed = before && request.seed === undefined ? before.seed : readSeed(request.seed);
  const bounds = {
    fromBytes: readBytes("--from", request.from),
    toBytes: readBytes("--to", request.to),
  };
  const deadlineMs = clock.nowMs() + (readBudget(request.budget) ?? Infinity);

  if (!site.isModel) await obtainK6([scenario], signal);
  const { subject, environment } = await site.obtain({ ...request, scenarios: [scenario] });
  await using ending = new AsyncDisposableStack();
  ending.defer(async () => environment[Symbol.asyncDispose]?.());
  const host = await hostInfo();
  const limits: Limits = {
    ...{ version: 1, fluxproof: packageVersion() },
    startedAt: before?.startedAt ?? new Date(clock.epochMs()).toISOString(),
    ...{ subject: subject.info, environment: environment.name, gitHost, host, set, seed },
    searches: [],
    unfinished: "it is being searched, or was killed",
  };
  await mkdir(dir, { recursive: true });
  const progress = terminalProgress(clock);
  const loads = request.load === "both" ? (["idle", "load"] as const) : [request.load];
  const controllers =
    request.controller.length > 0 ? request.controller : neededControllers(scenario);
  const done: SmallestLimit[] = [];
  const save = async (found?: SmallestLimit) => {
    limits.searches = found ? [...done, found] : done;
    await writeJson(join(dir, limitsFile), limits);
  };
  for (const controller of controllers) {
    for (const load of loads) {
      const found = await findSmallestLimit({
        ...{ dir, scenario, load, controller, ...bounds, set, seed, deadlineMs, clock, signal },
        ...{ subject, environment, gitHost, host, progress, onProbe: save },
      });
      done.push(found);
    }
  }
  const cut = done.find(({ unfinished }) => unfinished !== undefined)?.unfinished;
  if (cut === undefined) delete limits.unfinished;
  else limits.unfinished = cut;
  await save();
  const text = request.format === "json" ? JSON.stringify(limits, null, 2) : limitsText(limits);
  process.stdout.write(`${text}\n`);
  process.stderr.write(`${join(dir, limitsFile)}\n${await writeDocumentPage(dir)}\n`);
  return cut === undefined ? exitCodes.pass : exitCodes.unknown;
}

function readBytes(option: string, text: string): number {
  const bytes = parseBytes(text);
  if (bytes !== undefined) return bytes;
  throw new UsageError(`${option} ${text}: expected a quantity such as 64Mi or 1Gi`);
}
