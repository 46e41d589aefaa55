import type { Clock } from "../../../harness/core/clock.ts";
import fluxCrds from "../../../harness/environments/reference/data/flux-crds.json" with {
  type: "json",
};
import type { KubeClient, NewObject } from "../../kube/client/kube-client.ts";

/** The namespace of all tests. */
export const namespace = "default";

/** Makes Flux's kinds known. */
export async function installFluxCrds(admin: KubeClient): Promise<void> {
  const apiVersion = "apiextensions.k8s.io/v1";
  for (const crd of fluxCrds as unknown as NewObject[]) {
    await admin.create({ apiVersion, resource: "customresourcedefinitions" }, crd);
  }
}

/** Polls until it holds. @throws with what `now` tells after ten minutes. */
export async function pollUntil(
  clock: Clock,
  holds: () => Promise<boolean | undefined> | boolean,
  now: () => Promise<string> | string,
): Promise<void> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    if (await holds()) return;
    await clock.sleep(100);
  }
  throw new Error(`not within ten minutes; ${await now()}`);
}

/** `Normal Progressing: ConfigMap/default/a created` of the objects of this name, as they were said. */
export async function eventsOf(admin: KubeClient, name: string): Promise<string[]> {
  const { items } = await admin.list({ apiVersion: "v1", resource: "events", namespace });
  return items
    .filter((event) => (event.involvedObject as { name: string }).name === name)
    .sort((a, b) => ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1))
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
}
