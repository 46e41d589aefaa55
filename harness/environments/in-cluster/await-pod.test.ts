import { expect, test } from "vitest";
import { fastClock } from "../../../test/fast-clock.ts";
import { HarnessError, UsageError } from "../../core/failure.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ObjectName } from "../cluster-client.ts";
import { awaitPod } from "./await-pod.ts";

/** `stateAt` is what the cluster says of the Pod's container. */
async function waitFor(stateAt: (nowMs: number) => object | undefined) {
  const clock = fastClock();
  const get = async ({ metadata }: ObjectName) => {
    if (metadata.namespace !== "n" || metadata.name !== "gitea") return undefined;
    const state = stateAt(clock.nowMs());
    const conditions = [{ type: "PodScheduled", status: "False", message: "no node has room" }];
    const status = state ? { containerStatuses: [{ state }] } : { conditions };
    return { apiVersion: "v1", kind: "Pod", metadata, status } as JsonObject;
  };
  const { signal } = new AbortController();
  const pod = { namespace: "n", name: "gitea" };
  await awaitPod({ client: { get }, pod, imageOption: "--image", clock, signal });
  return clock.nowMs();
}

const waiting = (reason: string) => ({ waiting: { reason, message: "why" } });

test("waits until the container runs, through one attempt to pull that failed", async () => {
  const states = [
    undefined,
    waiting("ErrImagePull"),
    waiting("ContainerCreating"),
    { running: {} },
  ];
  expect(await waitFor((nowMs) => states[Math.floor(nowMs / 1000)])).toBe(3000);
});

test("an image that can't be had is told with what names another", async () => {
  const waited = waitFor(() => waiting("ImagePullBackOff"));
  await expect(waited).rejects.toThrow(UsageError);
  await expect(waited).rejects.toThrow(/image of Pod n\/gitea \(ImagePullBackOff: why\).* --image/);
});

test("a Pod that never runs is told with what it waits for", async () => {
  const waited = waitFor(() => undefined);
  await expect(waited).rejects.toThrow(HarnessError);
  await expect(waited).rejects.toThrow("Pod n/gitea does not run after 300 s: no node has room");
});
