import { tmpdir } from "node:os";
import type { ControlPlane } from "../../subjects/subject.ts";
import type { Environment, SlotRequest } from "../environment.ts";
import { startSimGitHost } from "../git-hosts/sim.ts";
import { type Swept, sweepLeftovers } from "../process/sweep.ts";
import { PortTakenError } from "./port-taken.ts";
import { type LocalSlot, type SlotOptions, startSlot } from "./start-slot.ts";

export interface LocalEnvironmentOptions {
  controlPlane: ControlPlane;
  /** Keep in `logs/audit.log` what status patches sent and got, for comparing resourceVersions. */
  auditBodies?: boolean;
  /** Port of the API server; default any free one. Only one slot at a time can have it. */
  apiServerPort?: number;
  /** Where slots have their temporary folders; default `os.tmpdir()`. */
  temporaryRoot?: string;
  /** Default: the simulated one. */
  startGitHost?: SlotOptions["startGitHost"];
}

/** Environment `local`: etcd, an API server and the subject's controllers as processes of this machine. */
export interface LocalEnvironment extends Environment {
  /** Rejects with a HarnessError once all that was started has been ended again. */
  start(request: SlotRequest): Promise<LocalSlot>;
}

export function localEnvironment(options: LocalEnvironmentOptions): LocalEnvironment {
  const slotOptions: SlotOptions = {
    controlPlane: options.controlPlane,
    auditBodies: options.auditBodies ?? false,
    ...(options.apiServerPort === undefined ? {} : { apiServerPort: options.apiServerPort }),
    temporaryRoot: options.temporaryRoot ?? tmpdir(),
    startGitHost: options.startGitHost ?? startSimGitHost,
  };
  let swept: Promise<Swept> | undefined;
  return {
    name: "local",
    parts: options.controlPlane.versions,
    async start(request) {
      swept ??= sweepLeftovers({ parent: slotOptions.temporaryRoot, clock: request.clock });
      await swept;
      try {
        return await startSlot(request, slotOptions);
      } catch (error) {
        if (!(error instanceof PortTakenError)) throw error;
        request.recorder.record({ type: "note", text: `${error.message} Starting once more.` });
        return await startSlot(request, slotOptions);
      }
    },
  };
}
