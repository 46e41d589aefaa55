import { UsageError } from "../core/failure.ts";
import { type GiteaPlace, giteaHost } from "../environments/git-hosts/gitea/start-gitea-host.ts";
import { startSimGitHost } from "../environments/git-hosts/sim.ts";
import type { StartGitHost } from "../environments/slot/start-slot.ts";
import { provisionGitea } from "../subjects/gitea.ts";
import { optionsFor } from "./provision.ts";

export const gitHosts = ["sim", "gitea"];

/** The Git host of a run, ready to be started. */
export interface ObtainedGitHost {
  startGitHost: StartGitHost;
  /** Versions of its parts, for `run.json`. */
  parts: Record<string, string>;
}

/** The image taken where none is named. */
const usualImage = "gitea/gitea:1.26.0-rootless";

/**
 * Obtains what the Git host needs: with `gitea` its program where controllers are processes, else, or where an
 * image is named, an image for a container.
 */
export async function obtainGitHost(request: {
  gitHost?: string;
  /** Also from `FLUXPROOF_GITEA_IMAGE`. */
  giteaImage?: string;
  env?: string;
  signal: AbortSignal;
}): Promise<ObtainedGitHost> {
  const { gitHost = "sim", env, signal } = request;
  const named = request.giteaImage ?? process.env.FLUXPROOF_GITEA_IMAGE;
  if (gitHost === "sim") {
    if (request.giteaImage === undefined) return { startGitHost: startSimGitHost, parts: {} };
    throw new UsageError(`--gitea-image ${named}: give --git-host gitea with it`);
  }
  const place = await placeOf({ named, env, signal });
  const gitea = place.kind === "process" ? place.program.version : place.image;
  return { startGitHost: giteaHost(place), parts: { gitea } };
}

async function placeOf(request: {
  named: string | undefined;
  env: string | undefined;
  signal: AbortSignal;
}): Promise<GiteaPlace> {
  const { named, env, signal } = request;
  if (named !== undefined || env === "kind" || env === "cluster") {
    return { kind: "container", image: named ?? usualImage };
  }
  return { kind: "process", program: await provisionGitea(optionsFor(signal)) };
}
