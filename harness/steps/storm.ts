import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { UnsupportedError } from "../core/failure.ts";
import type { Step } from "../core/scenario.ts";
import type { HookRequest } from "../environments/environment.ts";
import { findK6 } from "../load/find-k6.ts";
import { inProcessStorm } from "../load/in-process-storm.ts";
import { k6Storm } from "../load/k6-storm.ts";
import { keepPoints } from "../load/keep-points.ts";
import {
  type StormResult,
  type StormShape,
  waitingMaxOf,
  wantedMax,
  wantedOf,
} from "../load/storm.ts";
import { summariseStorm } from "../load/summarise-storm.ts";
import { durationSchema } from "../scenario/schema.ts";
import { defaultCacheDir } from "../subjects/cache-dir.ts";
import { readReceiver, webhook } from "./receiver-access.ts";
import { type DriveContext, type StepImplementation, stepData } from "./step.ts";

const arguments_ = z
  .strictObject({
    /** A Receiver of type `generic` or `generic-hmac`, whose token signs every webhook. */
    target: z.strictObject({ receiver: z.string() }),
    /** Requests a second, however long their answers take. */
    rate: z.int().min(1).max(1000),
    for: durationSchema,
  })
  .refine((storm) => wantedOf(shapeOf(storm)) >= 1 && wantedOf(shapeOf(storm)) <= wantedMax, {
    error: `expected 1 to ${wantedMax} requests in all`,
    path: ["for"],
  });

/**
 * Sends requests at a constant rate, by k6 where the controllers are real, and records what came of them, second
 * by second. It goes on once every request was answered or given up.
 */
export function storm(options: z.input<typeof arguments_>): Step {
  return stepData("storm", options);
}

export const stormStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: given, path: storm }) {
    const { receiver } = given.target;
    const shape = shapeOf(given);
    const { webhookPath: path, token } = await readReceiver(context, receiver);
    const result = await send(context, shape, webhook({ path, signedWith: token }));
    keepPoints(result, { dir: context.dir, storm });
    const told = summariseStorm(result, { storm, receiver, wanted: wantedOf(shape) });
    for (const { observation, tMs } of told) context.recorder.record(observation, tMs);
  },
};

function shapeOf({ rate, for: duration }: { rate: number; for: string }): StormShape {
  return {
    ratePerSecond: rate,
    durationMs: parseDuration(duration) ?? 0,
    waitingMax: waitingMaxOf(rate),
  };
}

async function send(
  { slot, clock, signal }: DriveContext,
  shape: StormShape,
  request: HookRequest,
): Promise<StormResult> {
  const { receiverOrigin: origin } = slot;
  if (origin === undefined) {
    return inProcessStorm({ shape, send: () => slot.hook(request), clock, signal });
  }
  const k6 = await findK6({ cacheDir: defaultCacheDir() });
  if (k6 === undefined) {
    throw new UnsupportedError(
      "a storm",
      "k6 is neither built nor on the PATH: install it, or Go to have it built, or name one with FLUXPROOF_K6",
    );
  }
  return k6Storm({ k6, shape, origin, request, clock, signal });
}
