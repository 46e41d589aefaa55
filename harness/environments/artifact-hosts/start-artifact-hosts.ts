import { seededRandom } from "../../../simulators/support/random.ts";
import type { ArtifactHostsSpec } from "../../core/artifact-hosts.ts";
import type { ArtifactHosts } from "../environment.ts";
import { startBuckets } from "./bucket-host.ts";
import type { HostRequest, ListenAs } from "./host.ts";
import { listenOnLoopback } from "./listen-on-loopback.ts";
import { startRegistry } from "./registry-host.ts";

/** Starts the hosts of artifacts, still empty, where any are asked for. What they draw depends on the seed alone. */
export async function startArtifactHosts(
  request: Pick<HostRequest, "clock" | "recorder"> & {
    seed: number;
    artifactHosts?: ArtifactHostsSpec;
    /** On any free port of the loopback address unless told. */
    listen?: ListenAs;
  },
): Promise<(ArtifactHosts & AsyncDisposable) | undefined> {
  const { artifactHosts, seed, clock, recorder, listen = listenOnLoopback(recorder) } = request;
  if (!artifactHosts) return undefined;
  await using stack = new AsyncDisposableStack();
  const random = seededRandom(seed).fork("artifact-hosts");
  const host = { artifactHosts, clock, recorder, random, listen };
  const registry = stack.use(await startRegistry(host));
  const buckets = stack.use(await startBuckets(host));
  const whole = stack.move();
  return { registry, buckets, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
