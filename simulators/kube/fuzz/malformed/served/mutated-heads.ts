import type { Random } from "../../../../../harness/core/clock.ts";
import { oneOf } from "../../choose.ts";
import { mutated } from "../malformed-body.ts";
import { http1Cases } from "./http1-cases.ts";
import { http2Cases } from "./http2-cases.ts";
import type { WireCase } from "./wire-case.ts";

/** One of the cases with some of its bytes changed, lost or doubled; what comes back may be anything. */
export function mutatedCase(random: Random): WireCase {
  const { name, over, bytes } = oneOf(random, [...http1Cases, ...http2Cases]);
  return {
    name: `${name}, mutated`,
    over,
    ...{ ends: true, silent: true },
    bytes: (token) => [mutated(random, Uint8Array.from(Buffer.concat(bytes(token))))],
  };
}
