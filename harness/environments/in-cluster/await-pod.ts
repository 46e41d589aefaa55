import type { Clock } from "../../core/clock.ts";
import { HarnessError, UsageError } from "../../core/failure.ts";
import type { ClusterClient } from "../cluster-client.ts";
import type { PodName } from "./run-in-pod.ts";

interface PodObject {
  status?: {
    phase?: string;
    conditions?: { type: string; status: string; message?: string }[];
    containerStatuses?: {
      state?: { running?: object; waiting?: { reason?: string; message?: string } };
    }[];
  };
}

/** Long enough for a large image over a slow line. */
const limitMs = 300_000;
const pollMs = 250;
const withoutImage = /^(ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$/;

/**
 * Waits until the container of a Pod runs.
 * @throws UsageError where its image can't be had, HarnessError with what it waits for where that takes too long.
 */
export async function awaitPod(request: {
  client: Pick<ClusterClient, "get">;
  pod: PodName;
  /** What names another image. */
  imageOption: string;
  clock: Clock;
  signal: AbortSignal;
}): Promise<void> {
  const { client, pod, imageOption, clock, signal } = request;
  const { namespace, name } = pod;
  const deadlineMs = clock.nowMs() + limitMs;
  for (;;) {
    const metadata = { namespace, name };
    const found = (await client.get({ apiVersion: "v1", kind: "Pod", metadata })) as
      | PodObject
      | undefined;
    const state = found?.status?.containerStatuses?.[0]?.state;
    if (state?.running) return;
    const { reason = "", message = "" } = state?.waiting ?? {};
    if (withoutImage.test(reason)) {
      throw new UsageError(
        `the cluster can't get the image of Pod ${namespace}/${name} (${reason}: ${message}); put it on its nodes, or name another by ${imageOption}`,
      );
    }
    if (clock.nowMs() > deadlineMs) {
      const last = [reason, message, ...unmet(found)].filter((text) => text !== "").join(": ");
      throw new HarnessError(
        `Pod ${namespace}/${name} does not run after ${limitMs / 1000} s: ${last || "nothing says why"}`,
      );
    }
    await clock.sleep(pollMs, signal);
  }
}

function unmet(pod: PodObject | undefined): string[] {
  if (!pod) return ["there is none"];
  const conditions = pod.status?.conditions ?? [];
  return conditions.flatMap(({ status, message = "" }) => (status === "False" ? [message] : []));
}
