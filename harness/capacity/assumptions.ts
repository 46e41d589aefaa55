import { ofFullestInstance } from "../analysis/capacity/features.ts";
import { reach } from "../analysis/capacity/fit-model.ts";
import { kustomizeController, sourceController } from "../analysis/capacity/formula.ts";
import { median } from "../analysis/median.ts";
import type { CapacityQuestion, MeasuredPoint } from "../core/capacity.ts";
import { formatBytes } from "../core/quantity.ts";
import type { HostInfo } from "../core/run.ts";
import { controllerNames } from "../subjects/catalogue.ts";
import { utilisationMost } from "./candidate.ts";
import type { FoundPlan } from "./find-plan.ts";
import { allKustomizations, wokenByCommit } from "./work-load.ts";

/** What must be true for a plan to hold. */
export function assumptionsOf(request: {
  question: CapacityQuestion;
  found: FoundPlan;
  shardsMeasured: number;
  points: readonly MeasuredPoint[];
  buildsInMemory: boolean;
  host: Pick<HostInfo, "cpus">;
}): string[] {
  const { question, found, shardsMeasured, points, buildsInMemory, host } = request;
  const { choice, burst } = found.kustomize;
  const all = allKustomizations(question);
  return [
    `One Flux on one API server reconciles all ${all} Kustomizations; each applies objects as small and as few as those measured, to that same API server.`,
    `${question.repositories} ${question.repositories === 1 ? "repository holds them all" : `repositories share them, ${wokenByCommit(question)} each`}: a commit wakes every Kustomization of its repository. Each holds ${question.filesPerRepository} files, as small as those measured.`,
    `${question.commitsPerHour} commits an hour, at random times; up to ${burst?.commits ?? 1} of them wait at once.`,
    "The SLO counts every Kustomization of every commit, those that fall anywhere between two polls.",
    ...(choice.instances > 1
      ? [
          "The label sharding.fluxcd.io/key deals the Kustomizations of every repository out evenly.",
          shardsMeasured > 1
            ? `Instances slow one another down no more than the ${shardsMeasured} did that were measured, up to ${reach} times as many.`
            : "Shards were not measured: each instance is held to be as fast as one alone, so the API server must not be what limits them.",
        ]
      : []),
    buildsInMemory
      ? "kustomize-controller unpacks what it builds in memory (an emptyDir of medium Memory, which the manifests bring): as many sources at once as it has workers count to its limit."
      : "kustomize-controller unpacks what it builds on a disk like the one here.",
    "A Kustomization that finds nothing new takes no longer than one that applies a commit, and a poll no longer than a fetch.",
    "No Kustomization waits for health (`wait`, `healthChecks`): one that does holds its worker meanwhile.",
    `Workers are to be busy for ${100 * utilisationMost} % of their time at most.`,
    "The machine's cores are as fast as those it was measured on.",
    ...besideControlPlane(points, host),
    ...leftAsInstalled(points),
  ];
}

/** Controllers that ran at the points and that the question gives nothing to do. */
function leftAsInstalled(points: readonly MeasuredPoint[]): string[] {
  const planned: string[] = [sourceController, kustomizeController];
  return controllerNames
    .filter((name) => !planned.includes(name))
    .flatMap((name) => {
      const peaks = points.flatMap(
        (point) =>
          ofFullestInstance(point, name, (instance) => `memory.${instance}.rssPeakBytes`) ?? [],
      );
      if (peaks.length === 0) return [];
      return [
        `${name} stays as it is installed: nothing is asked of it here (HelmReleases, Alerts, Receivers or images). At the points it took ${formatBytes(Math.max(...peaks))} at most.`,
      ];
    });
}

/** Where the API server shared the controllers' CPUs, it may be what held them up. */
function besideControlPlane(
  points: readonly MeasuredPoint[],
  { cpus }: Pick<HostInfo, "cpus">,
): string[] {
  const times = points.flatMap((point) => {
    const { "cpu.kube-apiserver.seconds": server, "cpu.etcd.seconds": etcd = 0 } = point.figures;
    const controller = ofFullestInstance(
      point,
      kustomizeController,
      (instance) => `cpu.${instance}.seconds`,
    );
    return server !== undefined && controller ? [(server + etcd) / controller] : [];
  });
  if (times.length === 0) return [];
  return [
    `The API server has no more CPU than here: it and etcd shared ${cpus} CPUs with the controllers, and took ${median(times).toFixed(1)} times the CPU time of kustomize-controller.`,
  ];
}
