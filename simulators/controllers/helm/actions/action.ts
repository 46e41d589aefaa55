import type { HelmKube } from "../kube/helm-kube.ts";
import type { Release } from "../storage/release.ts";
import type { ReleaseStorage } from "../storage/release-storage.ts";

/** What an action of Helm works with. */
export interface ActionContext {
  kube: HelmKube;
  storage: ReleaseStorage;
  /** Of the release. */
  name: string;
  namespace: string;
  timeoutMs: number;
  /** Waits until what it applied is ready, or gone. */
  waits: boolean;
  /** Of every object of the release. */
  labels: Record<string, string>;
  /** Releases kept; 0 for all. */
  maxHistory: number;
}

/** Nothing was stored, or what was is told by `observe` of the storage. */
export async function record(
  { storage }: ActionContext,
  release: Release,
  info: Partial<Release["info"]>,
): Promise<void> {
  Object.assign(release.info, info);
  // Helm writes down what it can, and goes on.
  await storage.update(release).catch(() => {});
}
