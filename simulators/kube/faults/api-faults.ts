import type { Clock, Random } from "../../../harness/core/clock.ts";
import { UnsupportedError } from "../../../harness/core/failure.ts";
import type { ApiFault } from "../../../harness/core/fault.ts";
import {
  createFaultLayer,
  type FaultLayer,
  type FaultToEnforce,
} from "../../support/fault-layer.ts";
import type { FaultInForce } from "../../support/faults/setup.ts";
import type { Doors, Handler, RequestContext } from "../../support/handler.ts";
import { answersStatus } from "./answers-status.ts";
import { type ApiRequest, matchesApiRequest, parseApiRequest } from "./api-request.ts";
import { compacts } from "./compacts.ts";
import { conflicts } from "./conflicts.ts";
import { dropsWatches } from "./drops-watches.ts";
import { limitsRequests } from "./limits-requests.ts";
import { keepWatches } from "./open-watches.ts";
import { type TokenUsers, userOf } from "./request-user.ts";
import type { ApiFaultSetup } from "./setup.ts";
import { staleWatches } from "./stale-watches.ts";

export interface ApiFaultsOptions {
  /** The simulated API server, or a proxy before a real one. */
  handler: Handler;
  clock: Clock;
  random: Random;
  /** The listener in front, for faults on connections. */
  doors: Doors;
  /** Users by static tokens, for faults that name users. Tokens of ServiceAccounts tell by themselves. */
  tokens?: TokenUsers;
  /** Of the server behind, for `compacts`. */
  newestResourceVersion?(): Promise<string | number> | string | number;
}

/** Faults in front of an API server. Their ids are `api-fault-1`, `api-fault-2`, … */
export function createApiFaults(options: ApiFaultsOptions): FaultLayer {
  const { clock, random, doors, tokens = new Map(), newestResourceVersion } = options;
  const parsed = new WeakMap<Request, ApiRequest>();
  const asked = (request: Request) => {
    const known = parsed.get(request) ?? parseApiRequest(request);
    parsed.set(request, known);
    return known;
  };
  const matches = ({ match }: ApiFault, request: Request, context: RequestContext) =>
    matchesApiRequest(match, asked(request), () => userOf(request, context, tokens));
  const watches = keepWatches({
    handler: options.handler,
    // Most requests needn't be looked at any closer.
    isWatch: (request) => request.url.includes("watch") && asked(request).verb === "watch",
  });

  const enforce = ({ fault, ...rest }: FaultToEnforce<ApiFault>) => {
    const setup = {
      ...rest,
      random: random.fork(rest.id),
      asked,
      followWatches: (take: Parameters<typeof watches.follow>[0]) => {
        const stop = watches.follow((watch) => {
          if (matches(fault, watch.request, watch.context)) take(watch);
        });
        rest.removed.addEventListener("abort", stop, { once: true });
      },
      newestResourceVersion: async () => {
        const newest = Number(await newestResourceVersion?.());
        if (newest > 0) return newest;
        const why = `the newest resourceVersion is ${newestResourceVersion ? newest : "not known"}`;
        throw new UnsupportedError("fault compacts", why);
      },
    };
    return play(setup, fault);
  };
  return createFaultLayer<ApiFault>({
    ...{ target: "api-server", idPrefix: "api-fault", handler: watches.handle },
    ...{ clock, doors, matches, enforce },
  });
}

/** Undefined for faults that an API server suffers as any server does. */
function play(
  setup: Omit<ApiFaultSetup<never>, "effect">,
  fault: ApiFault,
): FaultInForce | Promise<FaultInForce> | undefined {
  switch (fault.use) {
    case "answers":
      if (fault.status < 400 || fault.body !== undefined) return undefined;
      return answersStatus({ ...setup, effect: fault });
    case "limits":
      return limitsRequests({ ...setup, effect: fault });
    case "conflicts":
      return conflicts({ ...setup, effect: fault });
    case "drops-watches":
      return dropsWatches({ ...setup, effect: fault });
    case "stale-watches":
      return staleWatches({ ...setup, effect: fault });
    case "compacts":
      return compacts({ ...setup, effect: fault });
    default:
      return undefined;
  }
}
