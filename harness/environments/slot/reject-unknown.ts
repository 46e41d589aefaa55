import { UnsupportedError } from "../../core/failure.ts";
import type { SlotRequest } from "../environment.ts";

/** @throws UnsupportedError for settings of a controller that the subject doesn't have. */
export function rejectUnknown({
  controllers,
  subject,
}: Pick<SlotRequest, "controllers" | "subject">): void {
  const names = Object.keys(subject.binaries);
  for (const name of Object.keys(controllers).filter((each) => !names.includes(each))) {
    throw new UnsupportedError(
      `settings of ${name}`,
      `subject ${subject.info.name} has only ${names.join(", ")}`,
    );
  }
}
