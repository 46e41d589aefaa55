import { expect, test } from "vitest";
import { modelFlags } from "./model-flags.ts";

const instance = (controller: string) => ({ name: controller, controller, selector: null });

test("flags that the model has change its defaults", () => {
  const flags = modelFlags(instance("kustomize-controller"), [
    "--concurrent=7",
    "--requeue-dependency=5s",
    "--feature-gates=CancelHealthCheckOnNewRevision=true",
  ]);
  expect(flags).toMatchObject({ concurrent: 7, requeueDependencyMs: 5_000, retryMsMin: 750 });
  expect([...flags.featureGates]).toEqual(["CancelHealthCheckOnNewRevision"]);
});

test("the size of an index is in bytes", () => {
  const flags = modelFlags(instance("source-controller"), ["--helm-index-max-size=1000"]);
  expect(flags.helmIndexBytesMax).toBe(1_000);
});

test("a gate that is given as off is off", () => {
  const flags = modelFlags(instance("kustomize-controller"), [
    "--feature-gates=CancelHealthCheckOnNewRevision=true,CancelHealthCheckOnNewRevision=false",
  ]);
  expect([...flags.featureGates]).toEqual([]);
});

test.each([
  ["kustomize-controller", "--kube-api-qps=5", /flag --kube-api-qps=5 of .*the model heeds --conc/],
  [
    "kustomize-controller",
    "--feature-gates=GroupChangeLog=true",
    /feature gate GroupChangeLog=true of kustomize-controller .*CancelHealthCheckOnNewRevision=true/,
  ],
  [
    "kustomize-controller",
    "--feature-gates=CancelHealthCheckOnNewRevision=yes",
    /feature gate CancelHealthCheckOnNewRevision=yes of/,
  ],
  [
    "source-controller",
    "--feature-gates=CancelHealthCheckOnNewRevision=true",
    /of source-controller .*the model heeds none of it/,
  ],
])("what the model hasn't is refused: %s %s", (controller, flag, message) => {
  expect(() => modelFlags(instance(controller), [flag])).toThrow(message);
});
