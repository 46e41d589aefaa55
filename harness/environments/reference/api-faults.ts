import {
  type ApiFaultsOptions,
  createApiFaults,
} from "../../../simulators/kube/faults/api-faults.ts";
import type { Handler } from "../../../simulators/support/handler.ts";
import type { Network } from "../../../simulators/support/network.ts";
import type { Clock, Random } from "../../core/clock.ts";
import type { ApiServer } from "../environment.ts";

export interface FaultyApiOptions
  extends Pick<ApiFaultsOptions, "tokens" | "newestResourceVersion"> {
  network: Network;
  /** Where clients find the API server. */
  origin: string;
  /** The API server. */
  handler: Handler;
  clock: Clock;
  /** Of faults that meet a share of requests. */
  random: Random;
}

/** An API server on the network of the process, with faults in front. */
export interface FaultyApi extends ApiServer, AsyncDisposable {
  origin: string;
}

/**
 * Puts an API server behind a fault layer and the doors of the network. `compacts` is unsupported without
 * `newestResourceVersion`; faults that name users know static tokens by `tokens` alone.
 */
export function faultyApi(options: FaultyApiOptions): FaultyApi {
  const { network, origin, handler, clock, random, ...known } = options;
  // The doors are the listener's, and it listens for the layer.
  let handle: Handler = handler;
  const listener = network.listen(origin, (request, context) => handle(request, context));
  const { doors } = listener;
  const faults = createApiFaults({
    ...{ handler, clock, random: random.fork("api-faults"), doors },
    ...known,
  });
  handle = faults.handle;
  return {
    origin: listener.origin,
    inject: (fault) => faults.inject(fault),
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      await faults[Symbol.asyncDispose]();
    },
  };
}
