import { rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { EnvironmentName } from "../../core/scenario.ts";
import type { Environment, SlotRequest } from "../environment.ts";
import { startSimGitHost } from "../git-hosts/sim.ts";
import { isInMemory, memoryRoot } from "../process/memory-folder.ts";
import { sweepLeftovers } from "../process/sweep.ts";
import type { StartControlPlane } from "./control-plane.ts";
import { PortTakenError } from "./port-taken.ts";
import { type ProcessSlot, type SlotOptions, startSlot } from "./start-slot.ts";

/** Beside `logs`: nobody who reads those is to take the errors of a start that was void for the subject's. */
const voidLogs = "logs-of-void-start";

/** What a user of an environment of processes may set. */
export interface ProcessEnvironmentOptions {
  /** Keep in `logs/audit.log` what status patches sent and got, for comparing resourceVersions. */
  auditBodies?: boolean;
  /** Port of the API server; default any free one. Only one slot at a time can have it. */
  apiServerPort?: number;
  /** Where slots have their temporary folders; default `os.tmpdir()`. */
  temporaryRoot?: string;
  /** Default: the simulated one. */
  startGitHost?: SlotOptions["startGitHost"];
}

/** An environment whose slots are processes of this machine: a control plane and the subject's controllers. */
export interface ProcessEnvironment extends Environment {
  /** Rejects with a HarnessError once all that was started has been ended again. */
  start(request: SlotRequest): Promise<ProcessSlot>;
}

export function processEnvironment(options: {
  name: EnvironmentName;
  /** Versions of the control plane's parts. */
  parts: Record<string, string>;
  startControlPlane: StartControlPlane;
  settings: ProcessEnvironmentOptions;
}): ProcessEnvironment {
  const { name, parts, startControlPlane, settings } = options;
  const { apiServerPort } = settings;
  const slotOptions: SlotOptions = {
    startControlPlane,
    auditBodies: settings.auditBodies ?? false,
    ...(apiServerPort === undefined ? {} : { apiServerPort }),
    temporaryRoot: settings.temporaryRoot ?? tmpdir(),
    startGitHost: settings.startGitHost ?? startSimGitHost,
  };
  let swept: Promise<void> | undefined;
  return {
    name,
    parts,
    async start(request) {
      swept ??= sweep(slotOptions.temporaryRoot, request.clock);
      await swept;
      try {
        return await startSlot(request, slotOptions);
      } catch (error) {
        if (!(error instanceof PortTakenError)) throw error;
        await rename(join(request.dir, "logs"), join(request.dir, voidLogs));
        const text = `${error.message} Starting once more; what the first start wrote lies in ${voidLogs}/.`;
        request.recorder.record({ type: "note", text });
        return await startSlot(request, slotOptions);
      }
    },
  };
}

async function sweep(temporaryRoot: string, clock: Clock): Promise<void> {
  const roots = (await isInMemory(memoryRoot)) ? [temporaryRoot, memoryRoot] : [temporaryRoot];
  for (const parent of new Set(roots)) await sweepLeftovers({ parent, clock });
}
