import { UsageError } from "../../../harness/core/failure.ts";
import type { FaultInForce } from "../../support/faults/setup.ts";
import { modifiedMeanwhile } from "../registry/errors.ts";
import type { ApiFaultSetup } from "./setup.ts";
import { statusResponse } from "./status-response.ts";

/** Updates and patches find that another writer was faster. */
export function conflicts(setup: ApiFaultSetup<"conflicts">): FaultInForce {
  const { effect, random, asked, meet } = setup;
  const { share, every } = effect;
  if (share !== undefined && every !== undefined) {
    throw new UsageError("fault conflicts: share and every exclude each other");
  }
  if (share !== undefined && !(share > 0 && share <= 1)) {
    throw new UsageError(`fault conflicts: share is ${share}, expected more than 0, at most 1`);
  }
  if (every !== undefined && !(Number.isInteger(every) && every > 0)) {
    throw new UsageError(`fault conflicts: every is ${every}, expected 1, 2, …`);
  }
  let writes = 0;
  const strikes = () => {
    writes += 1;
    return every === undefined ? random.next() < (share ?? 1) : writes % every === 0;
  };
  return {
    wrap: (next) => async (request, context) => {
      const { verb, resource } = asked(request);
      const writes = verb === "update" || verb === "patch";
      if (!writes || !resource || !strikes()) return next(request, context);
      meet(context);
      return statusResponse(modifiedMeanwhile(resource, resource.name));
    },
  };
}
