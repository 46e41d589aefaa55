import type { Follower } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { createEventRecorder } from "../runtime/event-recorder.ts";
import { restMapper } from "../runtime/rest-mapper.ts";
import { describe, type RunningController, startController } from "../runtime/start-controller.ts";
import type { KustomizeContext } from "./context.ts";
import { kustomizations } from "./kustomization.ts";
import { reconcileKustomization } from "./reconcile-kustomization.ts";
import { watchConfigs, watchSources } from "./watches.ts";

/** Starts the model of kustomize-controller 1.7.3. Its end is that of the process. */
export function startKustomizeController(process: ControllerProcess): RunningController {
  const { api, signal, flags } = process;
  const mapper = restMapper(api, signal);
  const sources = new Map<string, Follower>();
  let accounts: Follower | undefined;
  const context: KustomizeContext = {
    process,
    recorder: createEventRecorder(process),
    mapper,
    statusMapper: restMapper(api, signal),
    sources,
    build: oneAtATime(),
    serviceAccounts() {
      accounts ??= api.follow({ apiVersion: "v1", resource: "serviceaccounts" }, { signal });
      return accounts;
    },
  };
  const controller = startController(process, {
    kind: "Kustomization",
    collection: kustomizations,
    workers: flags.concurrent,
    async reconcile(object) {
      // Nothing is judged by a cache that isn't whole.
      await Promise.all([...sources.values()].map(({ synced }) => synced));
      return reconcileKustomization(context, object);
    },
  });
  for (const [kind, follower] of watchSources(process, controller)) sources.set(kind, follower);
  watchConfigs(process, controller);
  // A manager asks for all kinds as it maps its own.
  mapper.mappingOf(kustomizations.apiVersion, "Kustomization").catch((error) => {
    if (!signal.aborted) process.log(`discovery: ${describe(error)}`);
  });
  return controller;
}

function oneAtATime(): KustomizeContext["build"] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
