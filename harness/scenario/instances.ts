import type { ControllerSettings } from "../core/scenario.ts";

/** The label by which Flux's documents deal objects out to shards (`flux-behaviour.md` S6). */
export const shardLabel = "sharding.fluxcd.io/key";

/** One process of a controller: the main one, or one for a shard. */
export interface ControllerInstance {
  /** Of its process, ServiceAccount and log: `source-controller`, `source-controller-shard1`. */
  name: string;
  /** The controller it is of. */
  controller: string;
  /** Its `--watch-label-selector`; null for a controller that isn't sharded and so sees everything. */
  selector: string | null;
}

/** A controller that is sharded has an instance for each shard, and the main one for what has no shard. */
export function controllerInstances(
  controller: string,
  { shards = [] }: Pick<ControllerSettings, "shards">,
): ControllerInstance[] {
  if (shards.length === 0) return [{ name: controller, controller, selector: null }];
  return [
    { name: controller, controller, selector: `!${shardLabel}` },
    ...shards.map((shard) => ({
      name: instanceName(controller, shard),
      controller,
      selector: `${shardLabel}=${shard}`,
    })),
  ];
}

/** The instance that serves a shard's objects; the main one serves those without a shard. */
export function instanceName(controller: string, shard: string | undefined): string {
  return shard === undefined ? controller : `${controller}-${shard}`;
}
