import { expect, it } from "vitest";
import { controllerOf } from "./controller-of.ts";

it.each([
  ["latency.artifact.p50Ms", "source-controller"],
  ["coldStart.artifact.maxMs", "source-controller"],
  ["latency.attempted.p50Ms", null],
  ["latency.ready.p95Ms", null],
  ["memory.kustomize-controller.rssPeakBytes", "kustomize-controller"],
  ["memory.source-controller-shard1.anonPeakBytes", "source-controller"],
  ["process.helm-controller.restarts", "helm-controller"],
  ["cpu.notification-controller.seconds", "notification-controller"],
  ["cpu.kube-controller-manager.seconds", null],
  ["cpu.fluxproof.seconds", null],
  ["requests.git.refs", "source-controller"],
  ["requests.kubernetes.kustomize-controller", "kustomize-controller"],
])("tells whose %s is: %s", (metric, controller) => {
  expect(controllerOf(metric)).toBe(controller);
});
