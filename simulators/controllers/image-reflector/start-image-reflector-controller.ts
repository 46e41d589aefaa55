import type { ApiObject, Change } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { createEventRecorder } from "../runtime/event-recorder.ts";
import { type RunningController, startController } from "../runtime/start-controller.ts";
import { reconcileImagePolicy, repositoryOf } from "./image-policy.ts";
import {
  type ImageRepositoryStatus,
  type ReflectorContext,
  reconcileImageRepository,
} from "./image-repository.ts";
import type { TagDatabase } from "./tag-database.ts";

const apiVersion = "image.toolkit.fluxcd.io/v1";

/** Starts the model of image-reflector-controller 1.0.4; it runs until its process ends. */
export function startImageReflectorController(
  process: ControllerProcess,
  database: TagDatabase,
): RunningController[] {
  const context: ReflectorContext = { process, database, events: createEventRecorder(process) };
  const workers = process.flags.concurrent;
  const repositories = startController(process, {
    kind: "ImageRepository",
    collection: { apiVersion, resource: "imagerepositories" },
    workers,
    reconcile: (object) => reconcileImageRepository(context, object),
    onChange: (change) => {
      if (isOther(change)) enqueuePolicies(policies, change.object);
    },
  });
  const policies: RunningController = startController(process, {
    kind: "ImagePolicy",
    collection: { apiVersion, resource: "imagepolicies" },
    workers,
    reconcile: (object) => reconcileImagePolicy(context, repositories.cache, object),
  });
  return [repositories, policies];
}

/** A repository that came, went or has other tags. */
function isOther(change: Exclude<Change, { type: "synced" }>): boolean {
  if (change.type !== "modified") return true;
  const revision = revisionOf(change.object);
  return revision !== undefined && revisionOf(change.old) !== revision;
}

function revisionOf({ status }: ApiObject): string | undefined {
  return (status as ImageRepositoryStatus | undefined)?.lastScanResult?.revision;
}

function enqueuePolicies(policies: RunningController, repository: ApiObject): void {
  const { namespace = "", name } = repository.metadata;
  for (const policy of policies.cache.list(namespace)) {
    if (repositoryOf(policy).name === name) policies.enqueue(namespace, policy.metadata.name);
  }
}
