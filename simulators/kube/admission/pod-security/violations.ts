import type { ObjectMeta } from "../../model/api-object.ts";
import type { PodSpec } from "../plugins/pod.ts";
import { baseline } from "./baseline.ts";
import type { LevelVersion } from "./policy.ts";
import { restricted } from "./restricted.ts";
import type { Violation } from "./words.ts";

/** The newest minor version whose rules are known. */
const newest = 34;

/** What a pod breaks of a level, in the order it is told. */
export function violations(
  { level, version }: LevelVersion,
  { spec, metadata }: { spec: PodSpec; metadata: Partial<ObjectMeta> },
): Violation[] {
  if (level === "privileged") return [];
  const minor = version === "latest" ? newest : Math.min(version, newest);
  const strict = level === "restricted" ? restricted.filter(({ since }) => since <= minor) : [];
  const overridden = new Set(strict.map(({ overrides }) => overrides));
  const checks = [
    ...Object.entries(baseline).flatMap(([id, check]) => (overridden.has(id) ? [] : [check])),
    ...strict.map(({ check }) => check),
  ];
  return checks.flatMap((check) => check(spec, { minor, metadata }) ?? []);
}

/** `privileged (container "c" must not …), hostPort (…)` */
export function detailOf(broken: readonly Violation[]): string {
  return broken.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(", ");
}
