import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { UnsupportedError, UsageError } from "../core/failure.ts";
import { decisiveProbes, type LimitProbe, type SmallestLimit } from "../core/limits.ts";
import { formatMs } from "../core/quantity.ts";
import type { Scenario } from "../core/scenario.ts";
import { controllerInstances } from "../scenario/instances.ts";
import { setPath } from "../scenario/set-path.ts";
import type { Progress } from "../subjects/subject.ts";
import { deadlineSignal } from "./deadline.ts";
import { idleScenario } from "./idle-scenario.ts";
import { nextLimit } from "./next-limit.ts";
import { endsControllers, type ProbeSite, probeRun } from "./probe-run.ts";

export interface LimitSearch extends ProbeSite {
  /** The load; the changes of `set` are in it already. */
  scenario: Scenario;
  /** `idle` has the scenario's controllers without any object instead. */
  load: "idle" | "load";
  controller: string;
  fromBytes: number;
  toBytes: number;
  /** How narrow the interval is to be: `0.05` for 5 % of the limit. */
  precision?: number;
  set: string[];
  /** Of the first run under each limit; others follow it. */
  seed: number;
  /** As the clock's `nowMs` has it: no run goes on beyond it. Infinity for no bound. */
  deadlineMs: number;
  /** Real time. */
  clock: Clock;
  signal: AbortSignal;
  progress?: Progress;
  /** Called after each run. */
  onProbe?(found: SmallestLimit): Promise<void>;
}

const mebibyte = 2 ** 20;
const goesOn = "the same command goes on from there";
const interrupted = `it was interrupted; ${goesOn}`;

/**
 * Finds the smallest memory limit that a controller survives a scenario with: each probe is a run under that
 * limit, and survives if it passes and the controller never exits. What is in the folder is not run again.
 * @throws UsageError for bounds that are none and a scenario that ends controllers itself
 * @throws UnsupportedError where no limit can be had
 */
export async function findSmallestLimit(request: LimitSearch): Promise<SmallestLimit> {
  const { clock, controller, fromBytes, toBytes, precision = 0.05, deadlineMs } = request;
  const scenario = request.load === "idle" ? idleScenario(request.scenario) : request.scenario;
  requireSearchable(request, scenario);
  const [from, to] = [Math.ceil(fromBytes / mebibyte), Math.floor(toBytes / mebibyte)];
  const found: SmallestLimit = {
    ...{ controller, load: request.load, scenario: scenario.name, fromBytes, toBytes },
    ...{ failsAtBytes: null, survivesAtBytes: null, probes: [] },
  };
  const reason = `the budget is used up; ${goesOn}`;
  using ending = deadlineSignal({ clock, deadlineMs, reason, signal: request.signal });
  let hint: number | null = null;
  for (;;) {
    const [fails, survives] = [found.failsAtBytes, found.survivesAtBytes].map((bytes) =>
      bytes === null ? null : bytes / mebibyte,
    );
    const limit = nextLimit({
      from,
      to,
      fails: fails ?? null,
      survives: survives ?? null,
      hint,
      precision,
    });
    if (limit === undefined) return found;
    const said = await decide(limit, survives ?? null);
    if (typeof said === "string") return { ...found, unfinished: said };
    if (said) found.survivesAtBytes = limit * mebibyte;
    else found.failsAtBytes = limit * mebibyte;
    hint ??= resident(found.probes);
    await request.onProbe?.(found);
  }

  /** Whether the controller survives with it, or why that is not known. */
  async function decide(limit: number, survives: number | null): Promise<boolean | string> {
    const own: LimitProbe[] = [];
    const count = (survived: boolean) => own.filter((probe) => probe.survived === survived).length;
    while (
      count(true) < decisiveProbes &&
      count(false) < decisiveProbes &&
      !own.some((each) => each.isCertain)
    ) {
      const longestMs = Math.max(0, ...found.probes.map(({ tookMs }) => tookMs));
      const leftMs = deadlineMs - clock.nowMs();
      if (request.signal.aborted) return interrupted;
      if (leftMs < longestMs) {
        return `a run takes up to ${formatMs(longestMs)}, and ${formatMs(Math.max(0, leftMs))} of the budget are left; ${goesOn}`;
      }
      const probe = await probe_(limit, request.seed + own.length, survives);
      if (typeof probe === "string") return probe;
      own.push(probe);
      found.probes.push(probe);
      await request.onProbe?.(found);
    }
    const survived = count(true) >= decisiveProbes;
    if (survived || limit < to || own.some((each) => each.isCertain)) return survived;
    return `the scenario fails with ${limit} MiB as well, and without an exit, so that its failing says nothing of limits: ${own.at(-1)?.because}`;
  }

  async function probe_(limit: number, seed: number, survives: number | null) {
    const change = `controllers.${controller}.memoryLimit=${limit}Mi`;
    const bounds = `fails at ${found.failsAtBytes === null ? "–" : found.failsAtBytes / mebibyte}, survives at ${survives ?? "–"} MiB`;
    const line = request.progress?.begin(
      `${controller} ${request.load} with ${limit} MiB, seed ${seed} (${bounds})`,
    );
    const point = {
      ...{ scenario: setPath(scenario, change), set: [...request.set, change], seed },
      dir: join(`${controller}-${limit}Mi`, `seed-${seed}`, scenario.name),
    };
    try {
      const probe = await probeRun(request, {
        ...{ point, limitBytes: limit * mebibyte, processes: processesOf(request) },
        ...{ signal: ending.signal, nowMs: () => clock.nowMs() },
        onPhase: (phase) => line?.update(phase),
      });
      line?.end(`${probe.survived ? "survived" : "failed"}: ${probe.because}`);
      return probe;
    } catch (error) {
      line?.end((error as Error).message);
      if (ending.signal.aborted) return request.signal.aborted ? interrupted : reason;
      throw error;
    }
  }
}

/**
 * What it holds when there is enough, in MiB: a limit must have room for the pages of its code that are in use,
 * too, which no working set tells of as long as there is room.
 */
function resident(probes: readonly LimitProbe[]): number | null {
  const peaks = probes.flatMap(({ residentPeakBytes }) => residentPeakBytes ?? []);
  return peaks.length === 0 ? null : Math.ceil(Math.max(...peaks) / mebibyte);
}

function processesOf({ controller, scenario }: LimitSearch): string[] {
  return controllerInstances(controller, scenario.controllers[controller] ?? {}).map(
    ({ name }) => name,
  );
}

function requireSearchable(request: LimitSearch, scenario: Scenario): void {
  const { controller, fromBytes, toBytes, subject } = request;
  const names = Object.keys(subject.binaries);
  if (!names.includes(controller)) {
    throw new UsageError(
      `controller ${JSON.stringify(controller)}: expected one of: ${names.join(", ")}`,
    );
  }
  if (
    !(fromBytes >= mebibyte && Math.ceil(fromBytes / mebibyte) < Math.floor(toBytes / mebibyte))
  ) {
    throw new UsageError(
      `limits from ${fromBytes} to ${toBytes} bytes: expected at least 1Mi, and less than the end`,
    );
  }
  if (endsControllers(scenario.drive)) {
    throw new UnsupportedError(
      `a search for limits by scenario ${scenario.name}`,
      "it ends controllers itself, so that an exit says nothing of the limit",
    );
  }
}
