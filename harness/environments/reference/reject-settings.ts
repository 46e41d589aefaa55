import { UnsupportedError } from "../../core/failure.ts";
import type { SlotRequest } from "../environment.ts";
import { rejectUnknown } from "../slot/reject-unknown.ts";

/** @throws UnsupportedError for what the scenario wants of controllers and the model hasn't */
export function rejectSettings(request: Pick<SlotRequest, "controllers" | "subject">): void {
  rejectUnknown(request);
  for (const [name, { cpuLimit, temporaryFiles }] of Object.entries(request.controllers)) {
    if (temporaryFiles === "memory") {
      throw new UnsupportedError(`temporary files of ${name} in memory`, "the model writes none");
    }
    if (cpuLimit === undefined) continue;
    const why = "the model's work takes the times that are stated for it, and no CPU";
    throw new UnsupportedError(`a CPU limit of ${name} (${cpuLimit})`, why);
  }
}
