import {
  AppsV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  VersionApi,
} from "@kubernetes/client-node";
import { HarnessError } from "../../core/failure.ts";
import type { Scenario } from "../../core/scenario.ts";
import { neededControllers } from "../../scenario/kinds.ts";
import { findInstalledFlux, type InstalledFlux } from "./installed-flux.ts";
import { type Need, needsOf } from "./needs.ts";
import { productionSigns } from "./production-signs.ts";
import type { UserContext } from "./user-context.ts";

/** What a run on a cluster would do there, and why it can't or shouldn't. Nothing has been changed for it. */
export interface Preflight {
  context: string;
  server: string;
  /** `1.34.4` */
  kubernetesVersion: string;
  flux: InstalledFlux;
  /** One line each. */
  creates: string[];
  /** One line each; a run is refused unless there are none. */
  lacks: string[];
  /** See `productionSigns`; a run is refused unless there are none or the user insists. */
  signs: string[];
}

/** Asked for at the same time. */
const reviewsAtOnce = 8;

/**
 * Looks at everything, changes nothing.
 * @throws HarnessError where the cluster doesn't answer.
 */
export async function examineCluster(request: {
  context: UserContext;
  scenarios: readonly Scenario[];
  /** Of Gitea, where it is to run in the cluster. */
  giteaImage?: string | undefined;
}): Promise<Preflight> {
  const { context, scenarios, giteaImage } = request;
  const core = context.config.makeApiClient(CoreV1Api);
  const flux = await answered(context, () =>
    findInstalledFlux(context.config.makeApiClient(AppsV1Api)),
  );
  const fluxNamespaces = [...new Set(flux.controllers.map(({ namespace }) => namespace))];
  const namespace = "fluxproof-preflight";
  const hasGitea = giteaImage !== undefined;
  const needs = needsOf({ scenarios, namespace, fluxNamespaces, hasGitea });
  const [refused, nodes, fluxObjects, version] = await answered(context, () =>
    Promise.all([
      refusedNeeds(context, needs),
      core.listNode({ limit: 500 }).then(
        ({ items }) => items.length,
        () => 0,
      ),
      countFluxObjects(context),
      context.config.makeApiClient(VersionApi).getCode(),
    ]),
  );
  return {
    context: context.name,
    server: context.server,
    kubernetesVersion: version.gitVersion.replace(/^v/, ""),
    flux,
    creates: [
      ...scenarios.map(
        ({ name }) => `a namespace fluxproof-ID for ${name}, removed again when it ends`,
      ),
      ...(hasGitea
        ? [`in each of them a Pod of Gitea, image ${giteaImage}, with its Secrets`]
        : []),
    ],
    lacks: [...lackingControllers(scenarios, flux), ...refused.map(describeRefusal)],
    signs: productionSigns({ ...namesOf(context), nodes, fluxObjects }),
  };
}

function namesOf({ name, cluster, server }: UserContext) {
  return { context: name, cluster, server };
}

async function answered<T>({ name, server }: UserContext, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { code, message, body } = error as Error & { code?: unknown; body?: unknown };
    const words = typeof body === "string" ? body : message;
    throw new HarnessError(
      `the cluster of --context ${name} (${server}) could not be asked: ${code === undefined ? "" : `${code}: `}${words.slice(0, 300)}`,
    );
  }
}

function lackingControllers(scenarios: readonly Scenario[], flux: InstalledFlux): string[] {
  const installed = new Set(flux.controllers.map(({ controller }) => controller));
  return scenarios.flatMap((scenario) => {
    const lacking = neededControllers(scenario).filter((name) => !installed.has(name));
    return lacking.length === 0
      ? []
      : [`${scenario.name} needs ${lacking.join(" and ")}, which no Deployment there runs`];
  });
}

async function refusedNeeds(context: UserContext, needs: readonly Need[]): Promise<Need[]> {
  const api = context.config.makeApiClient(AuthorizationV1Api);
  const refused: Need[] = [];
  for (let start = 0; start < needs.length; start += reviewsAtOnce) {
    const asked = needs.slice(start, start + reviewsAtOnce);
    const allowed = await Promise.all(asked.map((need) => isAllowed(api, need)));
    refused.push(...asked.filter((_, index) => !allowed[index]));
  }
  return refused;
}

async function isAllowed(api: AuthorizationV1Api, need: Need): Promise<boolean> {
  const { for: _why, ...resourceAttributes } = need;
  const review = await api.createSelfSubjectAccessReview({
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes },
    },
  });
  return review.status?.allowed === true;
}

function describeRefusal({
  verb,
  group,
  resource,
  subresource,
  namespace,
  for: why,
}: Need): string {
  const what = `${resource}${group && `.${group}`}${subresource ? `/${subresource}` : ""}`;
  return `you may not ${verb} ${what}${namespace === undefined ? "" : ` in ${namespace}`}: needed for ${why}`;
}

/** A page of each tells as much as is asked: whether there are many. */
async function countFluxObjects({ config }: UserContext): Promise<number> {
  const api = config.makeApiClient(CustomObjectsApi);
  const counts = await Promise.all(
    [
      { group: "kustomize.toolkit.fluxcd.io", version: "v1", resourcePlural: "kustomizations" },
      { group: "helm.toolkit.fluxcd.io", version: "v2", resourcePlural: "helmreleases" },
    ].map((kind) =>
      api.listCustomObjectForAllNamespaces({ ...kind, limit: 200 }).then(
        (list: { items?: unknown[] }) => list.items?.length ?? 0,
        () => 0,
      ),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
