import type { ApiObject, Change, Follower } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { createEventRecorder } from "../runtime/event-recorder.ts";
import { type RunningController, startController } from "../runtime/start-controller.ts";
import type { Artifact, ArtifactStorage } from "./artifact-storage.ts";
import { buckets } from "./bucket.ts";
import { gitRepositories } from "./git-repository.ts";
import { helmCharts } from "./helm-chart.ts";
import { helmRepositories } from "./helm-repository.ts";
import { ociRepositories } from "./oci-repository.ts";
import { reconcileSource } from "./reconcile-source.ts";
import type { SourceContext, SourceKind, SourceStatus } from "./source-kind.ts";

const apiVersion = "source.toolkit.fluxcd.io/v1";

/** Starts the model of source-controller; it runs until its process ends. */
export function startSourceController(
  process: ControllerProcess,
  storage: ArtifactStorage,
): RunningController[] {
  const context: SourceContext = { process, storage, events: createEventRecorder(process) };
  const sources = new Map<string, Follower>();
  const start = (
    source: SourceKind,
    onChange: (change: Exclude<Change, { type: "synced" }>) => void = () => {},
  ): RunningController =>
    startController(process, {
      kind: source.kind,
      collection: { apiVersion, resource: source.resource },
      // Per kind, as the flag counts there.
      workers: process.flags.concurrent,
      reconcile: (object) => reconcileSource(context, source, object),
      onChange,
    });
  const charts = start(helmCharts(process, storage, sources));
  const chartSources = [gitRepositories(process), helmRepositories(process)].map((source) => {
    const running = start(source, (change) => {
      if (isNewRevision(change)) enqueueCharts(charts, source.kind, change.object);
    });
    sources.set(source.kind, running.cache);
    return running;
  });
  return [charts, ...chartSources, start(ociRepositories(context)), start(buckets(process))];
}

function isNewRevision(change: Exclude<Change, { type: "synced" }>): boolean {
  if (change.type !== "modified") return false;
  const revision = artifactOf(change.object)?.revision;
  return revision !== undefined && artifactOf(change.old)?.revision !== revision;
}

/** Charts of a source that weren't built from the artifact that it has now. */
function enqueueCharts(charts: RunningController, kind: string, source: ApiObject): void {
  const { namespace = "", name } = source.metadata;
  const revision = artifactOf(source)?.revision;
  for (const chart of charts.cache.list(namespace)) {
    const { sourceRef } = chart.spec as { sourceRef: { kind: string; name: string } };
    if (sourceRef.kind !== kind || sourceRef.name !== name) continue;
    const { observedSourceArtifactRevision } = (chart.status ?? {}) as SourceStatus;
    if (observedSourceArtifactRevision !== revision) charts.enqueue(namespace, chart.metadata.name);
  }
}

function artifactOf({ status }: ApiObject): Artifact | undefined {
  return (status as SourceStatus | undefined)?.artifact;
}
