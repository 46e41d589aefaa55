import { findRealParts } from "../harness/environments/local/testing/real-parts.ts";
import type { ControlPlane, Subject } from "../harness/subjects/subject.ts";

/** The provisioned parts of a subject; a benchmark never builds. */
export async function realParts(
  subject: string,
): Promise<{ subject: Subject; controlPlane: ControlPlane }> {
  process.env.FLUXPROOF_REAL = "1";
  const parts = await findRealParts(subject);
  if ("skip" in parts) throw new Error(parts.skip);
  return parts;
}
