import type { ControlPlane } from "../../subjects/subject.ts";
import {
  type ProcessEnvironment,
  type ProcessEnvironmentOptions,
  processEnvironment,
} from "../slot/process-environment.ts";
import { startControlPlane } from "./control-plane.ts";

/** Environment `local`: etcd, an API server and the subject's controllers as processes of this machine. */
export function localEnvironment(
  options: ProcessEnvironmentOptions & { controlPlane: ControlPlane },
): ProcessEnvironment {
  const { controlPlane, ...settings } = options;
  return processEnvironment({
    name: "local",
    parts: controlPlane.versions,
    startControlPlane: (request) => startControlPlane({ ...request, binaries: controlPlane }),
    settings,
  });
}
