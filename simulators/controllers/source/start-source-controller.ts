import type { ControllerProcess } from "../runtime/controller-process.ts";
import { createEventRecorder } from "../runtime/event-recorder.ts";
import { type RunningController, startController } from "../runtime/start-controller.ts";
import type { ArtifactStorage } from "./artifact-storage.ts";
import { gitRepositories } from "./git-repository.ts";
import { reconcileSource } from "./reconcile-source.ts";
import type { SourceContext, SourceKind } from "./source-kind.ts";

const apiVersion = "source.toolkit.fluxcd.io/v1";

/** Starts the model of source-controller; it runs until its process ends. */
export function startSourceController(
  process: ControllerProcess,
  storage: ArtifactStorage,
): RunningController[] {
  const context: SourceContext = { process, storage, events: createEventRecorder(process) };
  const kinds: SourceKind[] = [gitRepositories(process)];
  return kinds.map((source) =>
    startController(process, {
      kind: source.kind,
      collection: { apiVersion, resource: source.resource },
      // Per kind, as the flag counts there.
      workers: process.flags.concurrent,
      reconcile: (object) => reconcileSource(context, source, object),
    }),
  );
}
