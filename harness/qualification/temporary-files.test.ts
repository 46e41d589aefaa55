import { expect, test } from "vitest";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import type { Arm } from "./arm.ts";
import { type PlaceTemporaryFiles, placeTemporaryFiles } from "./temporary-files.ts";
import { scenarioNamed } from "./testing/model-qualification.ts";

const measured = scenarioNamed("scale/announced-commits");
const other = scenarioNamed("sources/force-push");

function arm(controllers: string[], name: "local" | "kind" = "local"): Arm {
  return {
    subject: {
      ...referenceSubject,
      binaries: Object.fromEntries(controllers.map((each) => [each, `/bin/${each}`])),
      info: { ...referenceSubject.info, kind: "release" },
    },
    environment: { ...referenceEnvironment(), name },
  };
}

const both = ["source-controller", "kustomize-controller"];
const place = (change: Partial<PlaceTemporaryFiles> = {}) =>
  placeTemporaryFiles({
    arms: { baseline: arm([...both, "helm-controller"]), candidate: arm(both) },
    ...{ wanted: "memory", scenarios: [other, measured], performance: [measured] },
    whyNoRoom: async () => undefined,
    ...change,
  });

const memory = { temporaryFiles: "memory" };

test("measured scenarios have them in memory, those for conformance of the same name as well", async () => {
  const { scenarios, performance, temporaryFiles } = await place();
  const controllers = { "source-controller": memory, "kustomize-controller": memory };
  expect(performance).toEqual([{ ...measured, controllers }]);
  expect(scenarios).toEqual([other, ...performance]);
  expect(temporaryFiles).toEqual({ place: "memory" });
});

test("what a scenario says of them stands, and so does a memory limit that they would be part of", async () => {
  const settings = {
    "source-controller": { temporaryFiles: "disk" as const },
    "kustomize-controller": { memoryLimit: "64Mi" },
  };
  const { performance } = await place({ performance: [{ ...measured, controllers: settings }] });
  expect(performance[0]?.controllers).toEqual(settings);
});

test("without room, or where disk is asked for, all is left as it is", async () => {
  const whyNoRoom = async () => "/dev/shm has 1 MiB left";
  const left = { scenarios: [other, measured], performance: [measured] };
  expect(await place({ whyNoRoom })).toEqual({
    ...left,
    temporaryFiles: { place: "disk", because: "/dev/shm has 1 MiB left" },
  });
  expect(await place({ wanted: "disk" })).toEqual({ ...left, temporaryFiles: { place: "disk" } });
});

test("in a cluster of containers the kubelet finds the room", async () => {
  const arms = { baseline: arm(both, "kind"), candidate: arm(both, "kind") };
  const whyNoRoom = async () => "/dev/shm has 1 MiB left";
  expect((await place({ arms, whyNoRoom })).temporaryFiles).toEqual({ place: "memory" });
});

test("the model writes no files", async () => {
  const side = { subject: referenceSubject, environment: referenceEnvironment() };
  const { performance, temporaryFiles } = await place({
    arms: { baseline: side, candidate: side },
  });
  expect(performance).toEqual([measured]);
  expect(temporaryFiles.because).toContain("the model");
});
