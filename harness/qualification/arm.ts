import type { Environment } from "../environments/environment.ts";
import type { Subject } from "../subjects/subject.ts";

export const sides = ["baseline", "candidate"] as const;
export type Side = (typeof sides)[number];

/** One side of a qualification: what is tested, and where. */
export interface Arm {
  subject: Subject;
  environment: Environment;
}

/** The other side. */
export function otherSide(side: Side): Side {
  return side === "baseline" ? "candidate" : "baseline";
}
