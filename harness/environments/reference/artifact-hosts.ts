import { type BucketServer, createBucketServer } from "../../../simulators/bucket/bucket-server.ts";
import { createOciRegistry, type OciRegistry } from "../../../simulators/oci/oci-registry.ts";
import type { Network } from "../../../simulators/support/network.ts";
import type { Clock } from "../../core/clock.ts";
import { addresses } from "./addresses.ts";

/** Where artifacts come from that aren't in Git, on the network of the process. Empty at first. */
export interface ArtifactHosts extends AsyncDisposable {
  registry: OciRegistry;
  buckets: BucketServer;
}

/** @throws HarnessError when something listens at their addresses. */
export async function startArtifactHosts(request: {
  network: Network;
  clock: Clock;
}): Promise<ArtifactHosts> {
  const { network, clock } = request;
  await using stack = new AsyncDisposableStack();
  const registry = createOciRegistry();
  const buckets = createBucketServer({ clock });
  stack.use(network.listen(addresses.registry, registry.handle));
  stack.use(network.listen(addresses.buckets, buckets.handle));
  const whole = stack.move();
  return { registry, buckets, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
