import type { Random } from "../../../harness/core/clock.ts";
import type { ApiFaultEffect } from "../../../harness/core/fault.ts";
import type { FaultSetup } from "../../support/faults/setup.ts";
import type { ApiRequest } from "./api-request.ts";
import type { OpenWatch } from "./open-watches.ts";

/** What a fault of an API server is made from. */
export interface ApiFaultSetup<Use extends ApiFaultEffect["use"]> extends FaultSetup<Use> {
  /** Of this fault alone. */
  random: Random;
  asked(request: Request): ApiRequest;
  /** Hands over the watches that the fault covers, open ones and new ones, until it is removed. */
  followWatches(take: (watch: OpenWatch) => void): void;
  /** @throws UnsupportedError where nobody can tell. */
  newestResourceVersion(): Promise<number>;
}
