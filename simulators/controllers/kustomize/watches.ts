import { isReadyObject } from "../runtime/conditions.ts";
import type { ApiObject, Change, Follower } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { describe, type RunningController } from "../runtime/start-controller.ts";
import { byDependency } from "./by-dependency.ts";
import { specOf, statusIn } from "./kustomization.ts";
import { artifactOf, sourceApiVersion, sourceKinds } from "./source.ts";

/** Follows the sources: a revision that a Kustomization hasn't applied yet asks for its turn. */
export function watchSources(
  process: ControllerProcess,
  controller: RunningController,
): Map<string, Follower> {
  return new Map(
    Object.entries(sourceKinds).map(([kind, resource]) => {
      const follower = process.api.follow(
        { apiVersion: sourceApiVersion, resource },
        {
          signal: process.signal,
          onChange(change) {
            if (change.type === "synced" || !isNewRevision(change)) return;
            const dependents = dependentsOn(controller, kind, change.object);
            const woken = process.has("wakes-only-five") ? dependents.slice(0, 5) : dependents;
            enqueueInOrder(process, controller, woken);
          },
          onError: (error) => process.log(`watch of ${kind}: ${describe(error)}`),
        },
      );
      return [kind, follower];
    }),
  );
}

/** Follows those ConfigMaps and Secrets that say they want it, by their metadata alone. */
export function watchConfigs(process: ControllerProcess, controller: RunningController): void {
  for (const [kind, resource] of [
    ["ConfigMap", "configmaps"] as const,
    ["Secret", "secrets"] as const,
  ]) {
    process.api.follow(
      { apiVersion: "v1", resource },
      {
        signal: process.signal,
        metadataOnly: true,
        onChange(change) {
          if (change.type === "synced" || !isWatched(change.object)) return;
          if (process.has("variables-not-watched")) return;
          const { namespace, name } = change.object.metadata;
          const users = controller.cache
            .list(namespace)
            .filter((each) => takesFrom(each, kind, name));
          enqueueInOrder(process, controller, users);
        },
        onError: (error) => process.log(`watch of ${kind}: ${describe(error)}`),
      },
    );
  }
}

function isNewRevision(change: Exclude<Change, { type: "synced" }>): boolean {
  const now = artifactOf(change.object);
  if (!now) return false;
  return change.type !== "modified" || artifactOf(change.old)?.revision !== now.revision;
}

function dependentsOn(controller: RunningController, kind: string, source: ApiObject): ApiObject[] {
  const { namespace, name } = source.metadata;
  const revision = artifactOf(source)?.revision;
  return controller.cache.list().filter((each) => {
    const { sourceRef } = specOf(each);
    if (sourceRef.kind !== kind || sourceRef.name !== name) return false;
    if ((sourceRef.namespace ?? each.metadata.namespace) !== namespace) return false;
    return !isReadyObject(each) || statusIn(each).lastAttemptedRevision !== revision;
  });
}

function isWatched({ metadata }: ApiObject): boolean {
  return metadata.labels?.["reconcile.fluxcd.io/watch"] === "Enabled";
}

function takesFrom(kustomization: ApiObject, kind: string, name: string): boolean {
  const { substituteFrom = [] } = specOf(kustomization).postBuild ?? {};
  return substituteFrom.some((reference) => reference.kind === kind && reference.name === name);
}

function enqueueInOrder(
  process: ControllerProcess,
  controller: RunningController,
  kustomizations: readonly ApiObject[],
): void {
  try {
    for (const { namespace, name } of byDependency(kustomizations)) {
      controller.enqueue(namespace, name);
    }
  } catch (error) {
    process.log(`failed to sort dependencies for revision change: ${describe(error)}`);
  }
}
