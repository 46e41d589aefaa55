import { createHash } from "node:crypto";
import { machineOf } from "../core/machine.ts";
import type { HostInfo, SubjectInfo } from "../core/run.ts";
import type { Scenario } from "../core/scenario.ts";
import { packageVersion } from "../package-info.ts";
import { worsenedNote } from "./perturb.ts";

/**
 * `request.json`: what must be the same for runs of two calls to count together. The budget may differ, and so may
 * what is run for conformance: runs of scenarios that changed are made anew.
 */
export interface Asked {
  version: 1;
  fluxproof: string;
  /** Name and versions with digests. */
  baseline: string;
  candidate: string;
  environment: string;
  /** Versions of its parts, and where they run: etcd, the image of nodes, Gitea in the cluster. */
  parts: Record<string, string>;
  gitHost: string;
  machine: string;
  seed: number;
  set: string[];
  /** Of the measured scenarios, unless they say themselves. */
  temporaryFiles: "memory" | "disk";
  /** Digests of the measured scenarios' data by name: all pairs are of the same. */
  performance: Record<string, string>;
  conformanceRuns: number;
  warmUps: number;
}

export function askedOf(request: {
  baseline: SubjectInfo;
  candidate: SubjectInfo;
  environment: string;
  parts: Record<string, string>;
  gitHost: string;
  host: HostInfo;
  seed: number;
  set: string[];
  temporaryFiles: "memory" | "disk";
  performance: readonly Scenario[];
  conformanceRuns: number;
  warmUps: number;
}): Asked {
  const { baseline, candidate, host, performance, ...same } = request;
  return {
    version: 1,
    fluxproof: packageVersion(),
    baseline: identityOf(baseline),
    candidate: identityOf(candidate),
    environment: same.environment,
    parts: same.parts,
    gitHost: same.gitHost,
    machine: machineOf(host),
    seed: same.seed,
    set: same.set,
    temporaryFiles: same.temporaryFiles,
    performance: digestsOf(performance),
    conformanceRuns: same.conformanceRuns,
    warmUps: same.warmUps,
  };
}

function identityOf({ name, controllers, notes }: SubjectInfo): string {
  const parts = controllers.map(
    (each) => `${each.name} ${each.version} ${each.sha256?.slice(0, 12) ?? ""}`,
  );
  const worsened = notes.filter((note) => note.startsWith(worsenedNote));
  return [name, ...parts, ...worsened].map((part) => part.trim()).join(", ");
}

function digestsOf(scenarios: readonly Scenario[]): Record<string, string> {
  return Object.fromEntries(
    scenarios.map((scenario) => [
      scenario.name,
      createHash("sha256").update(JSON.stringify(scenario)).digest("hex").slice(0, 16),
    ]),
  );
}
