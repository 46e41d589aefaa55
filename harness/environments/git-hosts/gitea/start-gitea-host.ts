import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startHttpListener } from "../../../../simulators/support/http-listener.ts";
import type { GiteaProgram } from "../../../subjects/gitea.ts";
import { loopback, reachedOrigin } from "../../harness-address.ts";
import type { StartGitHost } from "../../slot/start-slot.ts";
import { gitHostOver, type SimGitHost } from "../git-host-over.ts";
import { makeSshKey } from "../ssh/ssh-key.ts";
import { giteaBackend } from "./gitea-backend.ts";
import { organisation } from "./gitea-client.ts";
import { startGiteaContainer } from "./gitea-container.ts";
import { type GiteaInClusterRequest, startGiteaInCluster } from "./gitea-in-cluster.ts";
import { type GiteaProcessRequest, startGiteaProcess } from "./gitea-process.ts";
import type { RunningGitea } from "./running-gitea.ts";
import { giteaSettings } from "./settings.ts";

/** Gitea as a process of this machine, in a container of it, or in the cluster under test. */
export type GiteaPlace =
  | { kind: "process"; program: GiteaProgram }
  | { kind: "container" | "in-cluster"; image: string };

/**
 * Starts Gitea as the Git host: what controllers ask goes through the fault layer to it, what the harness asks
 * goes to it directly.
 */
export function giteaHost(
  place: GiteaPlace,
  {
    ssh = false,
  }: {
    /** Whether sources are to follow repositories over SSH. */
    ssh?: boolean;
  } = {},
): (request: Parameters<StartGitHost>[0]) => Promise<SimGitHost> {
  return async (request) => {
    const { dir, logs = dir, clock, recorder, signal, address = loopback } = request;
    const { fail = () => {}, cluster } = request;
    await mkdir(dir, { recursive: true });
    await mkdir(logs, { recursive: true });
    const sshHostKey = ssh ? makeSshKey() : undefined;
    const common = {
      settings: giteaSettings(),
      sshHostKey,
      logFile: join(logs, "gitea.log"),
      clock,
      signal,
      fail,
    };
    const gitea = await start(place, { ...common, dir: join(dir, "gitea"), cluster });
    const onError = (error: unknown) => {
      const text = `the relay of webhooks failed: ${error instanceof Error ? error.message : error}`;
      recorder.record({ type: "note", text });
    };
    const server = await giteaBackend({ ...request, gitea, sshHostKey, onError });
    return gitHostOver({
      ...{ kind: "gitea", root: `/${organisation}`, server, address, clock, recorder },
      async listen(asked) {
        const listener = await startHttpListener({ ...asked, host: address.listen });
        return { ...listener, origin: reachedOrigin(listener, address) };
      },
    });
  };
}

type StartRequest = Omit<GiteaProcessRequest, "program"> & Pick<GiteaInClusterRequest, "cluster">;

function start(place: GiteaPlace, request: StartRequest): Promise<RunningGitea> {
  switch (place.kind) {
    case "process":
      return startGiteaProcess({ ...request, program: place.program });
    case "container":
      return startGiteaContainer({ ...request, image: place.image });
    case "in-cluster":
      return startGiteaInCluster({ ...request, image: place.image });
  }
}
