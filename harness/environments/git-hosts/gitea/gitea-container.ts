import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { StartedTestContainer } from "testcontainers";
import { HarnessError, UsageError } from "../../../core/failure.ts";
import { lastLines } from "../../process/last-lines.ts";
import { awaitGitea } from "./await-gitea.ts";
import { type ContainerEngine, openContainerEngine } from "./container-engine.ts";
import { type GiteaStart, makeAdmin, type RunningGitea } from "./running-gitea.ts";
import { containerPorts, containerSettings, settingsEnvironment } from "./settings.ts";

const { http: port, ssh: sshPort } = containerPorts;
const hostKeyFile = "/etc/gitea/fluxproof-ssh-host-key";
const startLimitMs = 120_000;
const noDocker = /ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|socket hang up/;

export interface GiteaContainerRequest extends GiteaStart {
  image: string;
}

/**
 * Starts Gitea in a container, its port published on a free one of this machine.
 * @throws UsageError without Docker or without the image, HarnessError with the end of its log when it doesn't
 *   answer in time.
 */
export async function startGiteaContainer(request: GiteaContainerRequest): Promise<RunningGitea> {
  const { image, logFile, clock, signal } = request;
  const engine = await openContainerEngine();
  await engine.sweep();
  signal.throwIfAborted();
  const log = createWriteStream(logFile, { flags: "a", mode: 0o600 });
  let container: StartedTestContainer;
  try {
    container = await start(request, engine, log);
  } catch (error) {
    log.end();
    await once(log, "finish");
    signal.throwIfAborted();
    throw await describe(error as Error, image, logFile);
  }
  let ending = false;
  const end = async () => {
    ending = true;
    try {
      await container.stop({ remove: true, removeVolumes: true, timeout: 1_000 });
    } catch (error) {
      // Without Docker nobody removes it now: the next run does, by its labels.
      if (!noDocker.test(String(error))) throw error;
      log.write(`fluxproof could not remove this container: ${(error as Error).message}\n`);
    }
    log.end();
  };
  try {
    const id = container.getId();
    const ended = engine.exitOf(id);
    let exit: string | undefined;
    void ended.then(async (text) => {
      exit = text;
      if (ending) return;
      const last = await lastLines(logFile);
      request.fail(
        new HarnessError(
          `Gitea's container ended (${text}) while it was needed. The end of ${logFile}:\n${last}`,
        ),
      );
    });
    const run = async (args: readonly string[]) => {
      const { exitCode, output } = await container.exec(["gitea", ...args]);
      if (exitCode === 0) return output;
      const said = output.trim().split("\n").slice(-5).join("\n");
      throw new HarnessError(`gitea ${args.slice(0, 3).join(" ")} failed; it said:\n${said}`);
    };
    const origin = `http://${container.getHost()}:${container.getMappedPort(port)}`;
    const version = await awaitGitea({
      ...{ origin, clock, signal, log: logFile },
      ended: () => exit,
      logEnd: () => lastLines(logFile),
    });
    const adminToken = await makeAdmin(run);
    const ssh = request.sshHostKey
      ? { ssh: { host: container.getHost(), port: container.getMappedPort(sshPort) } }
      : {};
    return {
      ...{ origin, adminToken, version, run, harness: await engine.harnessAddress(id), ...ssh },
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function start(
  { image, settings, sshHostKey }: GiteaContainerRequest,
  { GenericContainer, Wait, labels }: ContainerEngine,
  log: NodeJS.WritableStream,
): Promise<StartedTestContainer> {
  const placed = containerSettings(settings, {
    host: "gitea",
    hostKeyFile: sshHostKey ? hostKeyFile : undefined,
  });
  const key = { content: sshHostKey?.privateKey ?? "", target: hostKeyFile, mode: 0o644 };
  return new GenericContainer(image)
    .withCopyContentToContainer(sshHostKey ? [key] : [])
    .withEnvironment(settingsEnvironment(placed))
    .withLabels(labels)
    .withExposedPorts(...(sshHostKey ? [port, sshPort] : [port]))
    .withLogConsumer((stream) => void stream.on("data", (chunk) => log.write(chunk)))
    .withWaitStrategy(Wait.forHttp("/api/v1/version", port).forStatusCode(200))
    .withStartupTimeout(startLimitMs)
    .start();
}

async function describe(error: Error, image: string, logFile: string): Promise<Error> {
  const { message } = error;
  if (/no such image|not found|pull access|manifest unknown|no such host|lookup /i.test(message)) {
    return new UsageError(
      `image ${image} is not on this machine and can't be pulled (${message}); name another by --gitea-image or FLUXPROOF_GITEA_IMAGE`,
    );
  }
  return new HarnessError(
    `Gitea's container didn't get ready within ${startLimitMs / 1000} s: ${message}. The end of ${logFile}:\n${await lastLines(logFile)}`,
  );
}
