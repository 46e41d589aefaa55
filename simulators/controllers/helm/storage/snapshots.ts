import type { HelmReleaseStatus } from "../helm-release.ts";
import { maxHistoryDefault } from "../helm-release.ts";
import { digestOf, digestOfValues, type Release } from "./release.ts";

/** What a HelmRelease remembers of a release. */
export type Snapshot = {
  digest: string;
  name: string;
  namespace: string;
  version: number;
  status: string;
  chartName: string;
  chartVersion: string;
  appVersion?: string;
  configDigest: string;
  firstDeployed: string;
  lastDeployed: string;
  deleted?: string;
  /** Hooks by name; absent until it was tested. */
  testHooks?: Record<string, { phase?: string }>;
};

export function snapshotOf(release: Release): Snapshot {
  const { info, chart } = release;
  const { name, version, appVersion } = chart.metadata;
  return {
    digest: digestOf(release),
    ...{ name: release.name, namespace: release.namespace, version: release.version },
    ...{ status: info.status, chartName: name, chartVersion: version },
    ...(appVersion === undefined ? {} : { appVersion }),
    configDigest: digestOfValues(release.config),
    ...{ firstDeployed: info.first_deployed, lastDeployed: info.last_deployed },
    ...(info.deleted === "" ? {} : { deleted: info.deleted }),
  };
}

/** `namespace/app.v2` */
export function fullName({ namespace, name, version }: Snapshot): string {
  return `${namespace}/${name}.v${version}`;
}

/** `app@0.1.0` */
export function chartOf({ chartName, chartVersion }: Snapshot): string {
  return `${chartName}@${chartVersion}`;
}

/** Newest first. */
export function historyIn({ history = [] }: HelmReleaseStatus): Snapshot[] {
  return history.toSorted((a, b) => b.version - a.version);
}

export function latestIn(status: HelmReleaseStatus): Snapshot | undefined {
  return historyIn(status)[0];
}

/** The last one before the latest that was a success: what can be rolled back to. */
export function previousIn(status: HelmReleaseStatus, ignoreTests: boolean): Snapshot | undefined {
  return historyIn(status)
    .slice(1)
    .find((each) => wasSuccess(each, ignoreTests));
}

/** Forgets what is older than the last success before the latest. */
export function truncateHistory(status: HelmReleaseStatus, ignoreTests: boolean): void {
  const history = historyIn(status);
  if (history.length < 2) return;
  const at = history.findIndex((each, index) => index > 0 && wasSuccess(each, ignoreTests));
  status.history = history.slice(0, at < 0 ? maxHistoryDefault : at + 1);
}

function wasSuccess(snapshot: Snapshot, ignoreTests: boolean): boolean {
  if (!["deployed", "superseded"].includes(snapshot.status)) return false;
  return ignoreTests || !hasFailedTest(snapshot);
}

export function hasFailedTest({ testHooks = {} }: Snapshot): boolean {
  return Object.values(testHooks).some(({ phase }) => phase === "Failed");
}

export function targets(snapshot: Snapshot, { name, namespace, version }: Release): boolean {
  return snapshot.name === name && snapshot.namespace === namespace && snapshot.version === version;
}

/** Takes over what became of releases that are remembered; a new one comes first where it may. */
export function updateSnapshot(
  status: HelmReleaseStatus,
  release: Release,
  { append }: { append: boolean },
): void {
  const history = status.history ?? [];
  const at = history.findIndex((each) => targets(each, release));
  const seen = snapshotOf(release);
  if (at < 0) {
    if (append) status.history = [seen, ...history];
    return;
  }
  const { testHooks } = history[at] ?? {};
  const updated = { ...seen, ...(testHooks === undefined ? {} : { testHooks }) };
  status.history = history.with(at, updated);
}

/** After an install or upgrade: the newest is new, the next of the others that is remembered changed. */
export function recordReleases(
  status: HelmReleaseStatus,
  observed: ReadonlyMap<number, Release>,
): void {
  const [newest, ...others] = [...observed.values()].sort((a, b) => b.version - a.version);
  if (!newest) return;
  status.history = [snapshotOf(newest), ...(status.history ?? [])];
  const known = others.find((each) => status.history?.some((snapshot) => targets(snapshot, each)));
  if (known) updateSnapshot(status, known, { append: false });
}
