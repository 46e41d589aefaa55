import type { Scenario } from "../../core/scenario.ts";
import { followedKinds } from "../../scenario/kinds.ts";
import { pluralOf } from "../cluster-client.ts";

/** One thing the user must be allowed to do, as a SelfSubjectAccessReview asks for it. */
export interface Need {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  /** Absent for all of them. */
  namespace?: string;
  /** What fails without it. */
  for: string;
}

export interface NeedsRequest {
  scenarios: readonly Scenario[];
  /** That of a run, there or not: rights in it are asked for by name. */
  namespace: string;
  /** Where the controllers are. */
  fluxNamespaces: readonly string[];
  /** Whether Gitea is to run beside what is followed. */
  hasGitea?: boolean;
}

const watching = ["get", "list", "watch"];
const writing = [...watching, "create", "patch", "delete"];

/** All that runs of these scenarios do in the cluster. */
export function needsOf(request: NeedsRequest): Need[] {
  const { scenarios, namespace, fluxNamespaces, hasGitea = false } = request;
  const needs = [
    ...can(["create", "get", "list", "delete"], "v1", "Namespace", "a namespace for each run"),
    ...can(watching, "v1", "Event", "what Flux tells", namespace),
    ...can(["create"], "v1", "Secret", "credentials of the Git host", namespace),
    ...(hasGitea ? giteaNeeds(namespace) : []),
    ...scenarios.flatMap((scenario) => [
      ...followedKinds(scenario).flatMap(({ apiVersion, kind, of }) =>
        can(of === "flux" ? writing : watching, apiVersion, kind, "what is followed", namespace),
      ),
      ...scenario.objects.flatMap(({ apiVersion, kind }) =>
        can(["create"], apiVersion, kind, `objects of ${scenario.name}`, namespace),
      ),
    ]),
    ...fluxNamespaces.flatMap((flux) => [
      ...can(watching, "v1", "Pod", "restarts and kills of the controllers", flux),
      ...can(["get"], "v1", "Pod", "the controllers' logs", flux, "log"),
      ...can(["get"], "v1", "Pod", "the controllers' memory, by their metrics", flux, "proxy"),
    ]),
    ...fluxNamespaces.flatMap((flux) =>
      scenarios.some(sendsHooks)
        ? can(["create"], "v1", "Service", "webhooks to Receivers", flux, "proxy")
        : [],
    ),
  ];
  const byKey = new Map(needs.map((need) => [JSON.stringify({ ...need, for: "" }), need]));
  return [...byKey.values()];
}

function giteaNeeds(namespace: string): Need[] {
  const why = "Gitea in the cluster";
  // Kubernetes before 1.35 asks for the first of both, later ones for the second.
  const connecting = ["get", "create"];
  return [
    ...can(["create", "get"], "v1", "Pod", why, namespace),
    ...can(["get"], "v1", "Pod", why, namespace, "log"),
    ...can(connecting, "v1", "Pod", why, namespace, "exec"),
    ...can(connecting, "v1", "Pod", why, namespace, "portforward"),
  ];
}

function can(
  verbs: readonly string[],
  apiVersion: string,
  kind: string,
  why: string,
  namespace?: string,
  subresource?: string,
): Need[] {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return verbs.map((verb) => ({
    ...{ verb, group, resource: pluralOf(kind), for: why },
    ...(namespace === undefined ? {} : { namespace }),
    ...(subresource === undefined ? {} : { subresource }),
  }));
}

function sendsHooks({ drive }: Scenario): boolean {
  return JSON.stringify(drive).includes('"use":"send-hook"');
}
