import { z } from "zod";
import type { Scenario } from "../core/scenario.ts";
import { planScenario } from "./plan.ts";

/** A kind that runs can follow. */
export interface FollowableKind {
  kind: string;
  apiVersion: string;
  /** Whose objects they are: Flux's own, or those that Flux applies and installs for its users. */
  of: "flux" | "users";
  /** The controller that acts on it. */
  controller?: string;
}

const source = {
  of: "flux",
  controller: "source-controller",
  apiVersion: "source.toolkit.fluxcd.io/v1",
} as const;
const kustomize = { of: "flux", controller: "kustomize-controller" } as const;
const helm = { of: "flux", controller: "helm-controller" } as const;
const notification = { of: "flux", controller: "notification-controller" } as const;

/** At the versions of flux@2.7; a scenario whose objects name another one is followed at that. */
export const followableKinds = [
  { kind: "GitRepository", ...source },
  { kind: "OCIRepository", ...source },
  { kind: "HelmRepository", ...source },
  { kind: "HelmChart", ...source },
  { kind: "Bucket", ...source },
  { kind: "Kustomization", apiVersion: "kustomize.toolkit.fluxcd.io/v1", ...kustomize },
  { kind: "HelmRelease", apiVersion: "helm.toolkit.fluxcd.io/v2", ...helm },
  { kind: "Alert", apiVersion: "notification.toolkit.fluxcd.io/v1beta3", ...notification },
  { kind: "Provider", apiVersion: "notification.toolkit.fluxcd.io/v1beta3", ...notification },
  { kind: "Receiver", apiVersion: "notification.toolkit.fluxcd.io/v1", ...notification },
  { kind: "ConfigMap", apiVersion: "v1", of: "users" },
  { kind: "Secret", apiVersion: "v1", of: "users" },
  { kind: "Service", apiVersion: "v1", of: "users" },
  { kind: "ServiceAccount", apiVersion: "v1", of: "users" },
  { kind: "Deployment", apiVersion: "apps/v1", of: "users" },
  { kind: "StatefulSet", apiVersion: "apps/v1", of: "users" },
  { kind: "Job", apiVersion: "batch/v1", of: "users" },
] as const satisfies FollowableKind[];

export type KindName = (typeof followableKinds)[number]["kind"];

/** The name of a kind that runs follow, as an argument of a step or a checker. */
export const kindSchema = z.enum(followableKinds.map(({ kind }) => kind) as [KindName]);

/** Followed in every run: what the fleet consists of and applies. */
const always: readonly string[] = ["GitRepository", "Kustomization", "ConfigMap"];

/**
 * The kinds a run of the scenario follows: those of the fleet, and whatever its objects, files, steps and
 * checks name. A HelmRelease brings the HelmCharts that helm-controller makes for it.
 */
export function followedKinds(scenario: Scenario): FollowableKind[] {
  const named = kindsNamedIn([
    scenario.objects,
    scenario.repositories,
    scenario.artifactHosts,
    scenario.drive,
    scenario.check,
  ]);
  if (named.has("HelmRelease") && !named.has("HelmChart")) named.set("HelmChart", undefined);
  return followableKinds
    .filter(({ kind }) => always.includes(kind) || named.has(kind))
    .map((followable) => ({
      ...followable,
      apiVersion: named.get(followable.kind) ?? followable.apiVersion,
    }));
}

/** Controllers without which nothing in the scenario would ever act on its objects. */
export function neededControllers(scenario: Scenario): string[] {
  const hasKustomizations = planScenario(scenario).repositories.some(
    ({ kustomizations }) => kustomizations.length > 0,
  );
  const named = kindsNamedIn([scenario.objects, scenario.repositories]);
  const used = followableKinds.filter(({ kind }) =>
    kind === "Kustomization" ? hasKustomizations || named.has(kind) : named.has(kind),
  );
  const controllers = used.map((used) => ("controller" in used ? used.controller : undefined));
  return [...new Set(["source-controller", ...controllers.filter((name) => name !== undefined)])];
}

/** Names of kinds anywhere in a value, also in the YAML of its texts, with the API version beside them. */
function kindsNamedIn(value: unknown, found = new Map<string, string | undefined>()) {
  if (typeof value === "string") {
    for (const [, kind = ""] of value.matchAll(/^kind: *"?(\w+)"? *$/gm)) {
      if (!found.has(kind)) found.set(kind, undefined);
    }
  } else if (typeof value === "object" && value !== null) {
    const { kind, apiVersion, metadata } = value as Record<string, unknown>;
    if (typeof kind === "string") {
      // Only a whole object tells the version for certain: a reference may leave it out.
      const version = metadata && typeof apiVersion === "string" ? apiVersion : undefined;
      found.set(kind, version ?? found.get(kind));
    }
    for (const inner of Object.values(value)) kindsNamedIn(inner, found);
  }
  return found;
}

/** The version at which a run of the scenario asks for a kind. */
export function apiVersionOf(scenario: Scenario, kind: KindName): string {
  const kinds: readonly FollowableKind[] = [...followedKinds(scenario), ...followableKinds];
  return kinds.find((followable) => followable.kind === kind)?.apiVersion ?? "v1";
}
