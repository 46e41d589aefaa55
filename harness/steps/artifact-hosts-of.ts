import { UnsupportedError } from "../core/failure.ts";
import type { ArtifactHosts, Slot } from "../environments/environment.ts";

/**
 * @throws UnsupportedError where there are none: the scenario has no `artifactHosts`, or they are none of what
 * the environment can start.
 */
export function artifactHostsOf({ artifactHosts }: Pick<Slot, "artifactHosts">): ArtifactHosts {
  if (artifactHosts) return artifactHosts;
  throw new UnsupportedError(
    "a registry or a bucket",
    "no hosts of artifacts were started: the scenario names none, or the environment has none",
  );
}
