import { join } from "node:path";
import type { ControlPlane } from "../../subjects/subject.ts";
import type { Child } from "../process/child.ts";
import { apiserverFlags } from "../slot/apiserver-flags.ts";
import type { ControlPlaneRequest, RunningControlPlane } from "../slot/control-plane.ts";
import { controlPlaneProcesses } from "../slot/control-plane-processes.ts";
import { controllerManagerFlags, etcdFlags, etcdUrl } from "./control-plane-flags.ts";

/** Nothing that etcd or the API server would save on the way out is kept. */
const storageGraceMs = 300;
const managerGraceMs = 1_000;

/** etcd and kube-apiserver are started together: the latter needs longer to get to its first question. */
export async function startControlPlane(
  request: ControlPlaneRequest & { binaries: ControlPlane },
): Promise<RunningControlPlane> {
  const { binaries, plan } = request;
  const { children, start, stop } = controlPlaneProcesses(request);
  const managers: Child[] = [];
  const running: RunningControlPlane = {
    children,
    apiServerLog: join(request.logs, "kube-apiserver.log"),
    async startManager() {
      const args = controllerManagerFlags(plan);
      managers.push(await start("kube-controller-manager", binaries.kubeControllerManager, args));
    },
    [Symbol.asyncDispose]: () =>
      stop({ children: managers, graceMs: managerGraceMs }, { children, graceMs: storageGraceMs }),
  };
  try {
    await start("etcd", binaries.etcd, etcdFlags(plan));
    await start("kube-apiserver", binaries.kubeApiserver, [
      `--etcd-servers=${etcdUrl(plan.folder)}`,
      ...apiserverFlags(plan),
    ]);
    return running;
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
}
