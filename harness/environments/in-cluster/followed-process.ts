import { parseBytes } from "../../scenario/bytes.ts";
import { parseCpu } from "../../scenario/cpu.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";
import { fluxController } from "../slot/flux-controllers.ts";
import { fluxNamespace } from "../slot/rbac.ts";
import type { Deployment } from "./manifest.ts";
import type { FollowedProcess } from "./process-lives.ts";

/** What a rendered Deployment says of the process that will run. */
export function followedProcess(
  { name, controller }: ControllerInstance,
  { spec }: Deployment,
): FollowedProcess {
  const [manager] = spec.template.spec.containers;
  const memoryLimitBytes = parseBytes(manager?.resources?.limits?.memory ?? "");
  const cpuLimitMilli = parseCpu(manager?.resources?.limits?.cpu ?? "");
  const serves = manager?.args
    ?.find((arg) => arg.startsWith(advertised))
    ?.slice(advertised.length)
    .replace("$(RUNTIME_NAMESPACE)", fluxNamespace);
  return {
    ...{ name, namespace: fluxNamespace, selector: spec.selector.matchLabels },
    container: manager?.name ?? "manager",
    reconcilers: fluxController(controller)?.reconcilers ?? [],
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    ...(cpuLimitMilli === undefined ? {} : { cpuLimitMilli }),
    ...(serves === undefined ? {} : { serves }),
  };
}

const advertised = "--storage-adv-addr=";
