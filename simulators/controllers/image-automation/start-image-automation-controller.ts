import { isDeepStrictEqual } from "node:util";
import type { ImagePolicyStatus } from "../image-reflector/update-refs.ts";
import type { ApiObject, Change } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { createEventRecorder } from "../runtime/event-recorder.ts";
import { describe, type RunningController, startController } from "../runtime/start-controller.ts";
import { reconcileAutomation } from "./automation.ts";
import type { AutomationSpec } from "./source.ts";

const image = "image.toolkit.fluxcd.io/v1";
const source = "source.toolkit.fluxcd.io/v1";

/** Starts the model of image-automation-controller 1.0.4; it runs until its process ends. */
export function startImageAutomationController(process: ControllerProcess): RunningController[] {
  const follow = (
    collection: { apiVersion: string; resource: string },
    isNews: (now: ApiObject, old: ApiObject) => boolean,
    isOf: (automation: ApiObject, changed: ApiObject) => boolean,
  ) =>
    process.api.follow(collection, {
      signal: process.signal,
      onChange(change: Change) {
        if (change.type !== "modified" || !isNews(change.object, change.old)) return;
        const { namespace = "" } = change.object.metadata;
        for (const automation of automations.cache.list(namespace)) {
          if (isOf(automation, change.object)) {
            automations.enqueue(namespace, automation.metadata.name);
          }
        }
      },
      onError: (error) => process.log(`watch of ${collection.resource}: ${describe(error)}`),
    });
  const events = createEventRecorder(process);
  const repositories = follow(
    { apiVersion: source, resource: "gitrepositories" },
    (now, old) => now.metadata.generation !== old.metadata.generation,
    ({ spec }, { metadata }) =>
      (spec as unknown as AutomationSpec).sourceRef.name === metadata.name,
  );
  // Markers may name any policy of the namespace.
  const policies = follow(
    { apiVersion: image, resource: "imagepolicies" },
    (now, old) => latestOf(now) !== undefined && !isDeepStrictEqual(latestOf(now), latestOf(old)),
    () => true,
  );
  const automations: RunningController = startController(process, {
    kind: "ImageUpdateAutomation",
    collection: { apiVersion: image, resource: "imageupdateautomations" },
    workers: process.flags.concurrent,
    async reconcile(object) {
      await Promise.all([repositories.synced, policies.synced]);
      return reconcileAutomation({ process, events, policies, repositories }, object);
    },
  });
  return [automations];
}

function latestOf({ status }: ApiObject) {
  return (status as ImagePolicyStatus | undefined)?.latestRef;
}
