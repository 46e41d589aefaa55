import { isReadyObject } from "../runtime/conditions.ts";
import type { ApiObject, Change, Follower } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { describe, type RunningController } from "../runtime/start-controller.ts";
import { chartNameOf, specOf, statusIn } from "./helm-release.ts";

const sources = "source.toolkit.fluxcd.io/v1";

/** Follows the charts: a new one, or one that is Ready again, asks for the turns of its releases. */
export function watchCharts(
  process: ControllerProcess,
  releases: () => RunningController,
): Follower {
  // Charts of the model aren't in OCI registries, but the controller watches those, too.
  for (const resource of ["ocirepositories"]) {
    process.api.follow({ apiVersion: sources, resource }, { signal: process.signal });
  }
  return process.api.follow(
    { apiVersion: sources, resource: "helmcharts" },
    {
      signal: process.signal,
      onChange(change) {
        if (change.type !== "modified" || !isNews(change)) return;
        for (const release of releases().cache.list()) {
          if (!isOf(release, change.object) || hasTried(release, change.object)) continue;
          const { namespace = "", name } = release.metadata;
          releases().enqueue(namespace, name);
        }
      },
      onError: (error) => process.log(`watch of HelmChart: ${describe(error)}`),
    },
  );
}

/** Follows those ConfigMaps and Secrets that say they want it, by their metadata alone. */
export function watchConfigs(process: ControllerProcess, releases: RunningController): void {
  for (const [kind, resource] of [
    ["ConfigMap", "configmaps"] as const,
    ["Secret", "secrets"] as const,
  ]) {
    process.api.follow(
      { apiVersion: "v1", resource },
      {
        ...{ signal: process.signal, metadataOnly: true },
        onChange(change) {
          if (change.type === "synced") return;
          const { labels, namespace = "", name } = change.object.metadata;
          if (labels?.["reconcile.fluxcd.io/watch"] !== "Enabled") return;
          for (const release of releases.cache.list(namespace)) {
            const { valuesFrom = [] } = specOf(release);
            const isUsed = valuesFrom.some((each) => each.kind === kind && each.name === name);
            if (isUsed) releases.enqueue(namespace, release.metadata.name);
          }
        },
        onError: (error) => process.log(`watch of ${kind}: ${describe(error)}`),
      },
    );
  }
}

function isNews(change: Extract<Change, { type: "modified" }>): boolean {
  const [before, now] = [revisionOf(change.old), revisionOf(change.object)];
  if (now !== undefined && before !== now) return true;
  return !isReadyObject(change.old) && isReadyObject(change.object);
}

function isOf(release: ApiObject, chart: ApiObject): boolean {
  const { chartRef } = specOf(release);
  const wanted = chartRef
    ? { namespace: release.metadata.namespace, ...chartRef }
    : chartNameOf(release);
  return wanted.name === chart.metadata.name && wanted.namespace === chart.metadata.namespace;
}

function hasTried(release: ApiObject, chart: ApiObject): boolean {
  const revision = revisionOf(chart);
  if (revision === undefined) return true;
  return isReadyObject(release) && statusIn(release).lastAttemptedRevision === revision;
}

function revisionOf({ status }: ApiObject): string | undefined {
  return (status as { artifact?: { revision: string } } | undefined)?.artifact?.revision;
}
