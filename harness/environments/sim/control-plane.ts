import { join } from "node:path";
import { apiserverFlags } from "../slot/apiserver-flags.ts";
import type { ControlPlaneRequest, RunningControlPlane } from "../slot/control-plane.ts";
import { controlPlaneProcesses } from "../slot/control-plane-processes.ts";
import { programArguments, programVariables } from "./programs.ts";

const processName = "kube-simulator";
const graceMs = 1_000;

/**
 * The simulated API server with what kube-controller-manager does, as one process: the same flags,
 * files and log as the real one.
 */
export async function startSimControlPlane(
  request: ControlPlaneRequest,
): Promise<RunningControlPlane> {
  const { children, start, stop } = controlPlaneProcesses(request);
  const { plan } = request;
  const args = [
    ...programArguments("kube-apiserver"),
    ...apiserverFlags(plan),
    "--simulate-controller-manager",
    `--simulate-root-ca-file=${plan.files.caCertificate}`,
  ];
  await start(processName, process.execPath, args, programVariables);
  return {
    children,
    apiServerLog: join(request.logs, `${processName}.log`),
    // It is in the same process.
    startManager: async () => undefined,
    [Symbol.asyncDispose]: () => stop({ children, graceMs }),
  };
}
