import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startHttpListener } from "../../../../simulators/support/http-listener.ts";
import type { GiteaProgram } from "../../../subjects/gitea.ts";
import { loopback, reachedOrigin } from "../../harness-address.ts";
import type { StartGitHost } from "../../slot/start-slot.ts";
import { gitHostOver, type SimGitHost } from "../git-host-over.ts";
import { giteaBackend } from "./gitea-backend.ts";
import { organisation } from "./gitea-client.ts";
import { startGiteaContainer } from "./gitea-container.ts";
import { startGiteaProcess } from "./gitea-process.ts";
import { giteaSettings } from "./settings.ts";

/** Gitea as a process of this machine, or in a container. */
export type GiteaPlace =
  | { kind: "process"; program: GiteaProgram }
  | { kind: "container"; image: string };

/**
 * Starts Gitea as the Git host: what controllers ask goes through the fault layer to it, what the harness asks
 * goes to it directly.
 */
export function giteaHost(
  place: GiteaPlace,
): (request: Parameters<StartGitHost>[0]) => Promise<SimGitHost> {
  return async (request) => {
    const { dir, logs = dir, clock, recorder, signal, address = loopback } = request;
    const { fail = () => {} } = request;
    await mkdir(dir, { recursive: true });
    await mkdir(logs, { recursive: true });
    const common = {
      settings: giteaSettings(),
      logFile: join(logs, "gitea.log"),
      clock,
      signal,
      fail,
    };
    const gitea = await (place.kind === "process"
      ? startGiteaProcess({ ...common, program: place.program, dir: join(dir, "gitea") })
      : startGiteaContainer({ ...common, image: place.image }));
    const onError = (error: unknown) => {
      const text = `the relay of webhooks failed: ${error instanceof Error ? error.message : error}`;
      recorder.record({ type: "note", text });
    };
    const server = await giteaBackend({ ...request, gitea, onError });
    return gitHostOver({
      ...{ kind: "gitea", root: `/${organisation}`, server, clock, recorder },
      async listen(asked) {
        const listener = await startHttpListener({ ...asked, host: address.listen });
        return { ...listener, origin: reachedOrigin(listener, address) };
      },
    });
  };
}
