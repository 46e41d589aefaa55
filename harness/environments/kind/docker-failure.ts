import { HarnessError, UsageError } from "../../core/failure.ts";

/** What can be wrong beneath containers, each told by its own cure. */
export type DockerTrouble =
  | "no-answer"
  | "not-allowed"
  | "no-image"
  | "no-space"
  | "no-memory"
  | "name-taken"
  | "port-taken"
  | "no-capability";

/** As Docker 20 to 29 and kind, which prints Docker's words, say it. The first that fits counts. */
const signs: [DockerTrouble, RegExp][] = [
  ["not-allowed", /permission denied.*(docker\.sock|docker daemon|docker API|connect to)/is],
  [
    "no-answer",
    /cannot connect to the docker daemon|is the docker daemon running|failed to connect to the docker API|error during connect|unable to resolve docker endpoint/i,
  ],
  ["no-space", /no space left on device|disk quota exceeded/i],
  ["no-memory", /cannot allocate memory|not enough memory/i],
  ["name-taken", /node\(s\) already exist for a cluster|container name .* is already in use/i],
  ["port-taken", /port is already allocated|address already in use|bind for .* failed/i],
  ["no-capability", /unable to apply caps|operation not permitted.*(capset|cap_)/is],
  [
    "no-image",
    /no such image|manifest unknown|manifest for .* not found|pull access denied|repository does not exist|failed to pull image|not present locally|error response from daemon: get "?https?:/i,
  ],
];

/** What Docker's or kind's output says is wrong; undefined for what isn't known. */
export function recogniseTrouble(output: string): DockerTrouble | undefined {
  return signs.find(([, sign]) => sign.test(output))?.[0];
}

/**
 * The error for a command of docker or kind that failed.
 *
 * @param doing what was tried: `making the cluster`
 * @param output what the command wrote, which is quoted by its last lines
 * @param host where Docker was looked for: `DOCKER_HOST`, or the default
 */
export function dockerError(request: { doing: string; output: string; host: string }): Error {
  const { doing, output, host } = request;
  const trouble = recogniseTrouble(output);
  const said = lastWords(output);
  switch (trouble) {
    case undefined:
      return new HarnessError(`${doing} failed:\n${said}`);
    case "no-space":
      return new HarnessError(
        `${doing} failed, for Docker's disk is full: "docker system df" says what takes it, "docker system prune" frees what nothing uses.\n${said}`,
      );
    case "no-memory":
      return new HarnessError(
        `${doing} failed, for the machine has too little memory: end other programs, or give Docker more.\n${said}`,
      );
    case "name-taken":
      return new HarnessError(
        `${doing} failed, for containers of that name are there already: "docker ps --all" shows them; fluxproof removes only its own.\n${said}`,
      );
    case "port-taken":
      return new HarnessError(
        `${doing} failed, for another program took a port in this moment: run it again.\n${said}`,
      );
    default:
      return new UsageError(`${doing} failed: ${cures(host)[trouble]}\n${said}`);
  }
}

function cures(host: string) {
  return {
    "no-answer": `no Docker daemon answers at ${host}: start it ("sudo systemctl start docker", or Docker Desktop), or name another by DOCKER_HOST.`,
    "not-allowed": `this user may not talk to Docker at ${host}: become a member of the group docker ("sudo usermod --append --groups docker $USER", then log in again), run as root, or name a daemon of your own by DOCKER_HOST.`,
    "no-image":
      "the image isn't there and can't be pulled: see that its name is right and the registry can be reached, or load it (\"docker load --input FILE\").",
    "no-capability":
      "this machine grants containers fewer capabilities than they ask for: run Docker where CAP_SYS_RESOURCE is granted, or with the runtime wrapper of ci/images.",
  } as const;
}

const shownLines = 8;

function lastWords(output: string): string {
  const lines = output.trim().split("\n").slice(-shownLines);
  return lines.map((line) => `  ${line.slice(0, 400)}`).join("\n");
}
