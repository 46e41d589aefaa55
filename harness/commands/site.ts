import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Environment } from "../environments/environment.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { fillIn } from "../subjects/provision.ts";
import { parseSubject } from "../subjects/request.ts";
import type { Subject } from "../subjects/subject.ts";
import { gitHosts, type ObtainedGitHost, obtainGitHost } from "./obtain-git-host.ts";
import { preflightText } from "./preflight-text.ts";
import { optionsFor, provisionAll, provisionOnly } from "./provision.ts";

export interface SiteRequest {
  subject: string;
  env?: string;
  /** For `kind`: the image of its nodes. */
  nodeImage?: string;
  /** For `kind`: its program. */
  kind?: string;
  /** For `kind`. */
  controlPlanes?: string;
  /** For `kind`: nodes beside them. */
  workers?: string;
  /** For `cluster`: which one. */
  context?: string;
  /** For `cluster`: also if it looks like one that people depend on. */
  yesThisCluster?: boolean;
  /** For `cluster`: see `findAddress`. */
  harnessAddress?: string;
  /** `sim` unless told. */
  gitHost?: string;
  /** For `gitea` in a container. */
  giteaImage?: string;
  /** For `gitea` with `kind`: in the cluster under test. */
  giteaInCluster?: boolean;
  /** For `gitea`: sources follow repositories over SSH. */
  giteaSsh?: boolean;
  signal: AbortSignal;
}

/** A subject in its environment, neither of them obtained yet. */
export interface Site {
  /** Whether it is the model, in virtual time. */
  isModel: boolean;
  obtain(
    request: SiteRequest & { scenarios: readonly Scenario[] },
  ): Promise<{ subject: Subject; environment: Environment }>;
}

/** @throws UsageError for a subject or environment there is none of, or that don't go together. */
export function findSite({ subject, env, gitHost = "sim" }: SiteRequest): Site {
  requireKnown("Git host (--git-host)", gitHost, gitHosts);
  if (env === "cluster") {
    // The default subject has no meaning there.
    requireKnown("subject of --env cluster", subject, ["installed", referenceSubject.info.name]);
    return { isModel: false, obtain: withGitHost(obtainUsersCluster) };
  }
  if (subject === referenceSubject.info.name) {
    requireKnown(`environment (--env) of subject ${subject}`, env ?? "sim", ["sim"]);
    requireKnown(`Git host (--git-host) of subject ${subject}`, gitHost, ["sim"]);
    return {
      isModel: true,
      obtain: async () => ({ subject: referenceSubject, environment: referenceEnvironment() }),
    };
  }
  parseSubject(subject);
  const name = env ?? "local";
  requireKnown("environment (--env)", name, [...Object.keys(environments), "cluster"]);
  return { isModel: false, obtain: withGitHost(environments[name as keyof typeof environments]) };
}

type Obtain = (
  request: Parameters<Site["obtain"]>[0] & ObtainedGitHost,
) => ReturnType<Site["obtain"]>;

function withGitHost(obtain: Obtain): Site["obtain"] {
  return async (request) => {
    const host = await obtainGitHost(request);
    const { subject, environment } = await obtain({ ...request, ...host });
    return {
      subject,
      environment: { ...environment, parts: { ...environment.parts, ...host.parts } },
    };
  };
}

/**
 * What each environment obtains before it can run a subject. It is loaded then: the clients of clusters are most
 * of what the program consists of, and the model needs none of them.
 */
const environments = {
  async local(request: SiteRequest & ObtainedGitHost) {
    const { subject, controlPlane } = await provisionAll(request);
    const { startGitHost } = request;
    const { localEnvironment } = await import("../environments/local/local-environment.ts");
    return { subject, environment: localEnvironment({ controlPlane, startGitHost }) };
  },
  async kind(request: SiteRequest & ObtainedGitHost) {
    const { signal, nodeImage, kind, startGitHost, image: giteaImage } = request;
    const controlPlanes = Number(request.controlPlanes ?? 1);
    const workers = Number(request.workers ?? 0);
    const subject = await provisionOnly(request);
    const context = fillIn(optionsFor(signal));
    const { openKindEnvironment } = await import("../environments/kind/open-kind.ts");
    return {
      subject,
      environment: await openKindEnvironment({
        ...{ subject, context, nodeImage, kind, controlPlanes, workers, giteaImage, startGitHost },
      }),
    };
  },
  async sim(request: SiteRequest & ObtainedGitHost) {
    const { startGitHost } = request;
    const { simEnvironment } = await import("../environments/sim/sim-environment.ts");
    return { subject: await provisionOnly(request), environment: simEnvironment({ startGitHost }) };
  },
};

async function obtainUsersCluster({
  scenarios,
  signal,
  startGitHost,
  image,
  isInCluster,
  ...options
}: Parameters<Obtain>[0]): ReturnType<Obtain> {
  const [{ obtainCluster }, { findAddress }, { findContext }] = await Promise.all([
    import("../environments/cluster/cluster-environment.ts"),
    import("../environments/cluster/find-address.ts"),
    import("../environments/cluster/user-context.ts"),
  ]);
  const context = findContext(options.context);
  return await obtainCluster({
    ...{ context, scenarios, startGitHost, giteaImage: isInCluster ? image : undefined },
    insists: options.yesThisCluster ?? false,
    address: await findAddress({
      ...{ named: options.harnessAddress, context: context.name, env: process.env, signal },
    }),
    onPreflight: (preflight) => void process.stderr.write(`${preflightText(preflight)}\n`),
  });
}

export function requireKnown(what: string, seen: string, known: string[]): void {
  if (!known.includes(seen)) {
    throw new UsageError(`${what} ${JSON.stringify(seen)}: expected one of: ${known.join(", ")}`);
  }
}
