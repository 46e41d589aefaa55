import { packageVersion } from "../../package-info.ts";
import {
  type ProcessEnvironment,
  type ProcessEnvironmentOptions,
  processEnvironment,
} from "../slot/process-environment.ts";
import { startSimControlPlane } from "./control-plane.ts";

/** Environment `sim` with real subjects: their controllers as processes over a simulated API server. */
export function simEnvironment(options: ProcessEnvironmentOptions = {}): ProcessEnvironment {
  return processEnvironment({
    name: "sim",
    parts: { "kube-simulator": packageVersion() },
    startControlPlane: startSimControlPlane,
    settings: options,
  });
}
