import { UsageError } from "../../../harness/core/failure.ts";
import type { FaultInForce, FaultSetup } from "./setup.ts";

/** Answers in place of the server. */
export function answers({ effect, meet }: FaultSetup<"answers">): FaultInForce {
  const { status, retryAfterSeconds, body = `answered ${status} by a fault\n` } = effect;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new UsageError(`fault answers: status is ${status}, expected 200 to 599`);
  }
  const bodiless = status === 204 || status === 205 || status === 304;
  return {
    wrap: () => async (_request, context) => {
      meet(context);
      const headers = new Headers({ "content-type": "text/plain; charset=utf-8" });
      if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
      return new Response(bodiless ? null : body, { status, headers });
    },
  };
}
