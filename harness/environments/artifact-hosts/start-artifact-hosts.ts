import { seededRandom } from "../../../simulators/support/random.ts";
import type { ArtifactHostsSpec } from "../../core/scenario.ts";
import type { ArtifactHosts } from "../environment.ts";
import { startBuckets } from "./bucket-host.ts";
import type { HostRequest } from "./host.ts";
import { startRegistry } from "./registry-host.ts";

/** Starts the hosts of artifacts, still empty, where any are asked for. What they draw depends on the seed alone. */
export async function startArtifactHosts(
  request: Omit<HostRequest, "random" | "artifactHosts"> & {
    seed: number;
    artifactHosts?: ArtifactHostsSpec;
  },
): Promise<(ArtifactHosts & AsyncDisposable) | undefined> {
  const { artifactHosts, seed, ...common } = request;
  if (!artifactHosts) return undefined;
  await using stack = new AsyncDisposableStack();
  const random = seededRandom(seed).fork("artifact-hosts");
  const registry = stack.use(await startRegistry({ ...common, artifactHosts, random }));
  const buckets = stack.use(await startBuckets({ ...common, artifactHosts, random }));
  const whole = stack.move();
  return { registry, buckets, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
