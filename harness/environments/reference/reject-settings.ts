import { UnsupportedError } from "../../core/failure.ts";
import type { SlotRequest } from "../environment.ts";

/** @throws UnsupportedError for what the scenario wants of controllers and the model hasn't */
export function rejectSettings({
  controllers,
  subject,
}: Pick<SlotRequest, "controllers" | "subject">): void {
  const names = Object.keys(subject.binaries);
  for (const [name, { cpuLimit }] of Object.entries(controllers)) {
    if (!names.includes(name)) {
      const why = `subject ${subject.info.name} has only ${names.join(", ")}`;
      throw new UnsupportedError(`settings of ${name}`, why);
    }
    if (cpuLimit !== undefined) {
      const why = "the model's work takes the times that are stated for it, and no CPU";
      throw new UnsupportedError(`a CPU limit of ${name} (${cpuLimit})`, why);
    }
  }
}
