import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { defaultCacheDir } from "../../harness/subjects/cache-dir.ts";
import { reportFailure } from "../report-failure.ts";
import { askDocker, startDaemon, stopDaemon } from "./daemon/daemon.ts";
import { defaultSocket, defaultStateDir } from "./daemon/daemon-files.ts";

/**
 * `npm run docker-up [-- --state DIR] [--socket FILE]`: starts a Docker daemon where none answers, on a
 * machine without systemd or without all capabilities; `npm run docker-down`, or `--stop`, removes its
 * containers and ends it.
 */
const { values } = parseArgs({
  options: {
    state: { type: "string", default: process.env.FLUXPROOF_DOCKER_STATE ?? defaultStateDir },
    socket: { type: "string", default: defaultSocket },
    stop: { type: "boolean", default: false },
  },
});
const request = {
  state: resolve(values.state),
  socket: values.socket,
  cacheDir: defaultCacheDir(),
};
await (values.stop ? stop() : start()).catch(reportFailure);

async function start(): Promise<void> {
  const answering = await askDocker(values.socket);
  if (answering) {
    console.log(`Docker ${answering} answers already at ${values.socket}: nothing to start`);
    return;
  }
  await startDaemon(request);
  console.log(`Docker ${await askDocker(values.socket)} answers at ${values.socket}`);
  const state = values.state === defaultStateDir ? "" : ` --state ${values.state}`;
  const socket = values.socket === defaultSocket ? "" : ` --socket ${values.socket}`;
  const options = `${state}${socket}`;
  console.log(
    `To remove its containers and end it: npm run docker-down${options && ` --${options}`}`,
  );
}

async function stop(): Promise<void> {
  const done = await stopDaemon(request);
  console.log(
    done === "none"
      ? `no daemon was started with ${values.state}: nothing to stop`
      : "Docker stopped, its containers are gone",
  );
}
