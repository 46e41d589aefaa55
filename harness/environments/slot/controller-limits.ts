import { UnsupportedError, UsageError } from "../../core/failure.ts";
import type { ControllerSettings } from "../../core/scenario.ts";
import { parseBytes } from "../../scenario/bytes.ts";
import { parseCpu } from "../../scenario/cpu.ts";
import type { GroupRequest, MemoryGroup } from "../process/memory-cgroup.ts";
import type { MemoryGroups } from "../process/open-memory-groups.ts";
import type { SlotContext } from "./slot-context.ts";

/** The limit of every controller in Flux's own manifests. */
const defaultLimit = "1Gi";

/** Under what limits a controller runs. */
export interface ControllerLimits {
  memoryBytes: number;
  /** The scenario asks for this limit of memory; a run without it would answer another question. */
  memoryNamed: boolean;
  /** Thousandths of a CPU; absent where the scenario names no limit: it then has all of the machine. */
  cpuMilli?: number;
  /** Null where this machine has no cgroups for us. */
  group: MemoryGroup | null;
}

/**
 * Makes the controller's cgroup.
 *
 * @throws UnsupportedError if that can't be done and the scenario names a limit
 */
export function prepareLimits(request: {
  name: string;
  settings: ControllerSettings;
  groups: MemoryGroups;
  context: SlotContext;
}): ControllerLimits {
  const { name, settings, groups, context } = request;
  const { memoryLimit = defaultLimit, cpuLimit } = settings;
  const memoryNamed = settings.memoryLimit !== undefined;
  const limitBytes = parseBytes(memoryLimit);
  if (limitBytes === undefined) {
    throw new UsageError(
      `controllers.${name}.memoryLimit is "${memoryLimit}": expected a quantity such as 64Mi or 1Gi.`,
    );
  }
  const cpu = cpuLimit === undefined ? {} : { cpuMilli: readCpu(name, cpuLimit) };
  const limits = { memoryBytes: limitBytes, memoryNamed, ...cpu };
  const made = makeGroup(groups, { name, limitBytes, ...cpu });
  if (typeof made !== "string") return { ...limits, group: made };
  const what = `memory limit of ${name}`;
  if (memoryNamed) throw new UnsupportedError(`a ${what} (${memoryLimit})`, made);
  if (cpuLimit !== undefined)
    throw new UnsupportedError(`a CPU limit of ${name} (${cpuLimit})`, made);
  context.recorder.record({ type: "unsupported", what, because: made });
  return { ...limits, group: null };
}

function readCpu(name: string, cpuLimit: string): number {
  const milli = parseCpu(cpuLimit);
  if (milli !== undefined) return milli;
  throw new UsageError(
    `controllers.${name}.cpuLimit is "${cpuLimit}": expected a quantity such as 500m or 1, at least 10m.`,
  );
}

/** The group, or why there is none. */
function makeGroup(groups: MemoryGroups, request: GroupRequest): MemoryGroup | string {
  if (groups.site === null) return groups.because;
  try {
    return groups.site.create(request);
  } catch (error) {
    return `its cgroup can't be made: ${(error as Error).message}`;
  }
}
