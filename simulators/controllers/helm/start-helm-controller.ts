import type { ControllerProcess } from "../runtime/controller-process.ts";
import { createEventRecorder } from "../runtime/event-recorder.ts";
import { restMapper } from "../runtime/rest-mapper.ts";
import { type RunningController, startController } from "../runtime/start-controller.ts";
import type { HelmContext } from "./context.ts";
import { helmReleases } from "./helm-release.ts";
import { reconcileHelmRelease } from "./reconcile-helm-release.ts";
import { watchCharts, watchConfigs } from "./watches.ts";

/** Starts the model of helm-controller; it runs until its process ends. */
export function startHelmController(process: ControllerProcess): RunningController {
  const charts = watchCharts(process, () => releases);
  const context: HelmContext = {
    ...{ process, charts },
    recorder: createEventRecorder(process),
    mapper: restMapper(process.api, process.signal),
    releases: () => releases.cache,
  };
  const releases = startController(process, {
    kind: "HelmRelease",
    collection: helmReleases,
    workers: process.flags.concurrent,
    reconcile: async (object) => {
      await charts.synced;
      return reconcileHelmRelease(context, object);
    },
  });
  watchConfigs(process, releases);
  return releases;
}
