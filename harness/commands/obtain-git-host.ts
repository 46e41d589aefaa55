import { UsageError } from "../core/failure.ts";
import { type GiteaPlace, giteaHost } from "../environments/git-hosts/gitea/start-gitea-host.ts";
import { startSimGitHost } from "../environments/git-hosts/sim.ts";
import type { StartGitHost } from "../environments/slot/start-slot.ts";
import { provisionGitea } from "../subjects/gitea.ts";
import { giteaRecipe } from "../subjects/recipe.ts";
import { optionsFor } from "./provision.ts";

export const gitHosts = ["sim", "gitea"];

/** The Git host of a run, ready to be started. */
export interface ObtainedGitHost {
  startGitHost: StartGitHost;
  /** Versions of its parts, for `run.json`. */
  parts: Record<string, string>;
  /** What it runs from, where that is an image. */
  image?: string;
  /** Whether it runs in the cluster under test. */
  isInCluster: boolean;
}

/** The image taken where none is named. */
export const usualGiteaImage = `gitea/gitea:${giteaRecipe.version}-rootless`;

/**
 * Obtains what the Git host needs: with `gitea` its program where controllers are processes, else, or where an
 * image is named, an image for a container.
 */
export async function obtainGitHost(request: {
  gitHost?: string;
  /** Also from `FLUXPROOF_GITEA_IMAGE`. */
  giteaImage?: string;
  /** In the cluster under test in place of a container beside it. */
  giteaInCluster?: boolean;
  /** Sources follow repositories over SSH. */
  giteaSsh?: boolean;
  env?: string;
  signal: AbortSignal;
}): Promise<ObtainedGitHost> {
  const { gitHost = "sim", env, signal } = request;
  const named = namedImage(request);
  if (gitHost === "sim") {
    const given = giteaOptions.find(([key]) => request[key] !== undefined);
    if (given) throw new UsageError(`${given[1]}: give --git-host gitea with it`);
    return { startGitHost: startSimGitHost, parts: {}, isInCluster: false };
  }
  const { giteaInCluster: inCluster = false, giteaSsh: ssh = false } = request;
  if (inCluster && env !== "kind" && env !== "cluster") {
    throw new UsageError("--gitea-in-cluster: only --env kind and cluster have one to put it in");
  }
  const place = await placeOf({ named, env, inCluster, signal });
  const gitea = place.kind === "process" ? place.program.version : place.image;
  const more = [...(inCluster ? ["in the cluster"] : []), ...(ssh ? ["by SSH"] : [])];
  return {
    startGitHost: giteaHost(place, { ssh }),
    parts: { gitea: [gitea, ...more].join(", ") },
    ...(place.kind === "process" ? {} : { image: place.image }),
    isInCluster: inCluster,
  };
}

/** The image of Gitea where it runs from one. */
export function giteaImageOf(request: { giteaImage?: string }): string {
  return namedImage(request) ?? usualGiteaImage;
}

function namedImage({ giteaImage }: { giteaImage?: string }): string | undefined {
  return giteaImage ?? (process.env.FLUXPROOF_GITEA_IMAGE || undefined);
}

/** What only Gitea has, and how the user says it. */
const giteaOptions = [
  ["giteaImage", "--gitea-image"],
  ["giteaInCluster", "--gitea-in-cluster"],
  ["giteaSsh", "--gitea-ssh"],
] as const;

async function placeOf(request: {
  named: string | undefined;
  env: string | undefined;
  inCluster: boolean;
  signal: AbortSignal;
}): Promise<GiteaPlace> {
  const { named, env, inCluster, signal } = request;
  if (inCluster) return { kind: "in-cluster", image: named ?? usualGiteaImage };
  if (named !== undefined || env === "kind" || env === "cluster") {
    return { kind: "container", image: named ?? usualGiteaImage };
  }
  return { kind: "process", program: await provisionGitea(optionsFor(signal)) };
}
