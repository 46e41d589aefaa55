import type { Clock } from "../core/clock.ts";
import { formatBytes } from "../core/quantity.ts";
import { type Docker, openDocker } from "../environments/kind/docker.ts";
import { recogniseTrouble } from "../environments/kind/docker-failure.ts";
import { askVersion } from "../environments/kind/kind-program.ts";
import { lookAtMachine, neededDisk, neededMemory } from "../environments/kind/requirements.ts";
import type { Examination } from "../environments/local/doctor.ts";
import { defaultCacheDir } from "../subjects/cache-dir.ts";
import { findExecutable } from "../subjects/find-executable.ts";
import { missingParts } from "../subjects/provision.ts";
import { kindRecipe } from "../subjects/recipe.ts";
import { examineImages } from "./doctor-images.ts";
import { machineGrantsSysResource } from "./machine-capabilities.ts";

/** A Docker that is well answers in a tenth of this. */
const answerMsMax = 1500;

/** Runtimes of Docker's own, which give containers what they ask for or nothing. */
const plainRuntimes = ["runc", "io.containerd.runc.v2"];

/**
 * What environment `kind` and Git host `gitea` need of this machine. Takes no longer than two seconds, and
 * changes nothing.
 */
export async function examineContainers(request: {
  clock: Clock;
  env?: NodeJS.ProcessEnv;
  cacheDir?: string;
}): Promise<Examination[]> {
  const { clock, env = process.env, cacheDir = defaultCacheDir(env) } = request;
  const limit = new AbortController();
  const late = new Error(`no answer within ${answerMsMax} ms`);
  void clock.sleep(answerMsMax, limit.signal).then(
    () => limit.abort(late),
    () => {},
  );
  const { signal } = limit;
  try {
    const looking = examineKind({ env, cacheDir, signal });
    const docker = await openDocker({ env, signal }).catch(asError);
    if (docker instanceof Error) return [describeTrouble(docker), (await looking).examination];
    const { daemon, host } = docker;
    const kind = await looking;
    return [
      { what: "Docker", ok: true, detail: `${daemon.ServerVersion} answers at ${host}` },
      kind.examination,
      ...(await Promise.all([
        examineCapability(docker, signal),
        examineMachine(docker),
        examineImages({ docker, kindVersion: kind.version, env, signal }),
      ])),
    ].flat();
  } finally {
    limit.abort();
  }
}

function describeTrouble(error: Error): Examination {
  const trouble = recogniseTrouble(error.message);
  const mend = {
    "not-allowed":
      "sudo usermod --append --groups docker $USER, then log in again; or run as root, or name a daemon of your own by DOCKER_HOST",
    "no-answer":
      'sudo systemctl start docker, or start Docker Desktop, or name a daemon by DOCKER_HOST; without systemd, in a checkout of fluxproof: "npm run docker-up"',
  }[trouble as string];
  return {
    what: "Docker",
    ok: false,
    detail: error.message.split("\n").at(-1)?.trim().slice(0, 300) ?? "",
    mend:
      mend ??
      "install or mend Docker (https://docs.docker.com/engine/install/); environments local and sim need none",
  };
}

/** kind as a run would take it, and its version where one of kind's is there or would be built. */
async function examineKind(request: {
  env: NodeJS.ProcessEnv;
  cacheDir: string;
  signal: AbortSignal;
}): Promise<{ examination: Examination; version?: string }> {
  const { env, cacheDir, signal } = request;
  const named = env.FLUXPROOF_KIND_PROGRAM || (await findExecutable("kind", env));
  if (named) return await examineProgram({ program: named, env, signal });
  const what = "kind";
  const { version } = kindRecipe;
  const missing = await missingParts([kindRecipe], cacheDir);
  if (missing.length === 0)
    return { examination: { what, ok: true, detail: `${version}, in the cache` }, version };
  const ok = (await findExecutable("go", env)) !== undefined;
  const detail = "neither on the PATH nor in the cache";
  return {
    examination: ok
      ? { what, ok, detail: `${detail}: built when it is first needed` }
      : { what, ok, detail, mend: "install kind, or Go to have it built" },
    version,
  };
}

async function examineProgram(request: {
  program: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}): ReturnType<typeof examineKind> {
  const what = "kind";
  try {
    const version = await askVersion(request);
    return { examination: { what, ok: true, detail: `${version}, ${request.program}` }, version };
  } catch (error) {
    const detail = asError(error).message;
    const mend = "name kind's program by FLUXPROOF_KIND_PROGRAM, or have it on the PATH";
    return { examination: { what, ok: false, detail, mend } };
  }
}

async function examineCapability(docker: Docker, signal: AbortSignal): Promise<Examination> {
  const what = "privileged containers";
  const format = ["info", "--format", "{{.DefaultRuntime}}"];
  const runtime = (await docker.run(format, { signal }).catch(() => "")).trim();
  if (await machineGrantsSysResource()) {
    return { what, ok: true, detail: "the machine grants CAP_SYS_RESOURCE" };
  }
  const detail = `this machine does not grant CAP_SYS_RESOURCE, and Docker's runtime is ${runtime}`;
  if (!plainRuntimes.includes(runtime)) return { what, ok: true, detail };
  const mend =
    'run Docker where the capability is granted; or stop it and, in a checkout of fluxproof, "npm run docker-up"';
  return { what, ok: false, detail, mend };
}

async function examineMachine(docker: Docker): Promise<Examination[]> {
  const { freeMemory, freeDisk } = await lookAtMachine(docker);
  const { DockerRootDir } = docker.daemon;
  const compare = (what: string, free: number | undefined, needed: number, mend: string) =>
    free === undefined
      ? []
      : [
          {
            what,
            ok: free >= needed,
            detail: `${formatBytes(free)} free, a cluster needs ${formatBytes(needed)}`,
            ...(free >= needed ? {} : { mend }),
          },
        ];
  return [
    ...compare("memory for a cluster", freeMemory, neededMemory, "end other programs"),
    ...compare(
      `disk for a cluster (${DockerRootDir})`,
      freeDisk,
      neededDisk,
      '"docker system prune" frees what nothing uses; or move Docker\'s data root',
    ),
  ];
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
