import { stringify } from "yaml";
import type { ControllerPlan } from "../core/capacity.ts";
import type { ControllerInstance } from "../scenario/instances.ts";
import { cpuText, memoryText } from "./quantities.ts";

const container = "/spec/template/spec/containers/0";

/** What makes the Deployment of a release the main instance of a plan. */
export function mainPatches(
  { name, selector }: ControllerInstance,
  { concurrency, requests, limits }: ControllerPlan,
): object[] {
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
  ];
  return [{ target: { kind: "Deployment", name }, patch: stringify(operations) }];
}

function argument(value: string) {
  return { op: "add", path: `${container}/args/-`, value };
}
