import { defaultCacheDir } from "../../../subjects/cache-dir.ts";
import {
  isControlPlaneProvisioned,
  provisionControlPlane,
} from "../../../subjects/control-plane.ts";
import { isProvisioned, provisionSubject } from "../../../subjects/provision.ts";
import { parseSubject } from "../../../subjects/request.ts";
import type { ControlPlane, Subject } from "../../../subjects/subject.ts";
import { noProgress } from "../../../subjects/testing/no-progress.ts";

/** The real binaries for a test, or why it has to be skipped; never builds any. */
export type RealParts = { subject: Subject; controlPlane: ControlPlane } | { skip: string };

export async function findRealParts(subjectName: string): Promise<RealParts> {
  if (process.env.FLUXPROOF_REAL !== "1") return { skip: "FLUXPROOF_REAL is not 1" };
  const cacheDir = defaultCacheDir();
  const request = parseSubject(subjectName);
  const missing = [
    ...(await isControlPlaneProvisioned(cacheDir)).missing,
    ...(await isProvisioned(request, cacheDir)).missing,
  ];
  if (missing.length > 0) {
    return {
      skip: `not provisioned: ${missing.join(", ")}; see "fluxproof provision ${subjectName}"`,
    };
  }
  const options = { cacheDir, progress: noProgress, signal: new AbortController().signal };
  return {
    subject: await provisionSubject(request, options),
    controlPlane: await provisionControlPlane(options),
  };
}

/** The subject with fewer controllers: a smaller slot. */
export function withOnly(subject: Subject, names: string[]): Subject {
  const kept = Object.entries(subject.binaries).filter(([name]) => names.includes(name));
  return { ...subject, binaries: Object.fromEntries(kept) };
}
