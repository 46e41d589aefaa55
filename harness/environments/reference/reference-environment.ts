import type { Defect } from "../../../simulators/controllers/defects.ts";
import { virtualClock } from "../../../simulators/support/virtual-clock.ts";
import { packageVersion } from "../../package-info.ts";
import type { Environment } from "../environment.ts";
import { installedCluster } from "./installation.ts";
import { scavengeAlone } from "./scavenge-alone.ts";
import { startReferenceSlot } from "./start-reference-slot.ts";

export type { Defect };

export interface ReferenceOptions {
  /** Defects put into the model. */
  defects?: readonly Defect[];
}

/** Environment `sim` with the model of the controllers: everything in this process, in virtual time. */
export function referenceEnvironment({ defects = [] }: ReferenceOptions = {}): Environment {
  scavengeAlone();
  return {
    name: "sim",
    parts: { "kube-simulator": packageVersion(), model: packageVersion() },
    time() {
      const clock = virtualClock();
      return {
        clock,
        async run(main) {
          await installedCluster();
          return clock.run(main);
        },
      };
    },
    start: (request) => startReferenceSlot(request, new Set(defects)),
  };
}
