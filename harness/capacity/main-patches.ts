import { stringify } from "yaml";
import type { ControllerPlan } from "../core/capacity.ts";
import type { ControllerManifest } from "../environments/in-cluster/manifest.ts";
import {
  emptyDirInMemory,
  temporaryVolumeIndex,
} from "../environments/in-cluster/temporary-volume.ts";
import type { ControllerInstance } from "../scenario/instances.ts";
import { cpuText, memoryText } from "./quantities.ts";

const pod = "/spec/template/spec";
const container = `${pod}/containers/0`;

/** What makes the Deployment of a release the main instance of a plan. */
export function mainPatches(of: {
  instance: ControllerInstance;
  controller: ControllerPlan;
  manifest: ControllerManifest;
}): object[] {
  const { name, selector } = of.instance;
  const { concurrency, requests, limits, temporaryFiles } = of.controller;
  const operations = [
    ...(selector === null ? [] : [argument(`--watch-label-selector=${selector}`)]),
    argument(`--concurrent=${concurrency}`),
    {
      ...{ op: "replace", path: `${container}/resources` },
      value: {
        limits: { cpu: cpuText(limits.cpuCores), memory: memoryText(limits.memoryBytes) },
        requests: { cpu: cpuText(requests.cpuCores), memory: memoryText(requests.memoryBytes) },
      },
    },
    ...(temporaryFiles ? [builtInMemory(of.manifest)] : []),
  ];
  return [{ target: { kind: "Deployment", name }, patch: stringify(operations) }];
}

function builtInMemory({ deployment }: ControllerManifest) {
  const index = temporaryVolumeIndex(deployment.spec.template.spec);
  return { op: "replace", path: `${pod}/volumes/${index}/emptyDir`, value: emptyDirInMemory };
}

function argument(value: string) {
  return { op: "add", path: `${container}/args/-`, value };
}
