import { UnsupportedError, UsageError } from "../../core/failure.ts";
import type { ControllerSettings } from "../../core/scenario.ts";
import { parseBytes } from "../../scenario/bytes.ts";
import type { MemoryGroup } from "../process/memory-cgroup.ts";
import type { MemoryGroups } from "../process/open-memory-groups.ts";
import type { SlotContext } from "./slot-context.ts";

/** The limit of every controller in Flux's own manifests. */
const defaultLimit = "1Gi";

/** Under what memory limit a controller runs. */
export interface ControllerMemory {
  limitBytes: number;
  /** The scenario asks for this limit; a run without it would answer another question. */
  named: boolean;
  /** Null where this machine has no cgroups for us. */
  group: MemoryGroup | null;
}

/**
 * Makes the controller's cgroup.
 *
 * @throws UnsupportedError if that can't be done and the scenario names a limit
 */
export function prepareMemory(request: {
  name: string;
  settings: ControllerSettings;
  groups: MemoryGroups;
  context: SlotContext;
}): ControllerMemory {
  const { name, settings, groups, context } = request;
  const named = settings.memoryLimit !== undefined;
  const limit = settings.memoryLimit ?? defaultLimit;
  const limitBytes = parseBytes(limit);
  if (limitBytes === undefined) {
    throw new UsageError(
      `controllers.${name}.memoryLimit is "${limit}": expected a quantity such as 64Mi or 1Gi.`,
    );
  }
  const made = makeGroup(groups, { name, limitBytes });
  if (typeof made !== "string") return { limitBytes, named, group: made };
  const what = `memory limit of ${name}`;
  if (named) throw new UnsupportedError(`a ${what} (${limit})`, made);
  context.recorder.record({ type: "unsupported", what, because: made });
  return { limitBytes, named, group: null };
}

/** The group, or why there is none. */
function makeGroup(
  groups: MemoryGroups,
  request: { name: string; limitBytes: number },
): MemoryGroup | string {
  if (groups.site === null) return groups.because;
  try {
    return groups.site.create(request);
  } catch (error) {
    return `its cgroup can't be made: ${(error as Error).message}`;
  }
}
