import { z } from "zod";
import { UsageError } from "../../core/failure.ts";
import { findExecutable } from "../../subjects/find-executable.ts";
import { dockerError } from "./docker-failure.ts";
import {
  followProgram,
  followUntilInputEnds,
  type ProgramRequest,
  type RunningProgram,
  runProgram,
} from "./run-program.ts";

/** Docker by its own program, and so with all that the user set for it: DOCKER_HOST, contexts, proxies. */
export interface Docker {
  /** Absolute path. */
  program: string;
  env: NodeJS.ProcessEnv;
  /** Where its daemon is, for messages. */
  host: string;
  daemon: DockerDaemon;
  /**
   * Resolves to the standard output.
   * @throws UsageError or HarnessError that names the cure, by what docker said.
   */
  run(args: readonly string[], options?: DockerRunOptions): Promise<string>;
  /** Runs it until it is disposed, its output as lines. */
  follow(args: readonly string[]): RunningProgram;
  /** The same for commands that end with their input: `exec --interactive …`. */
  followUntilInputEnds(args: readonly string[]): RunningProgram;
}

export interface DockerRunOptions extends Pick<ProgramRequest, "onLine" | "signal"> {
  /** What it is for, in the error: `pulling NAME`; the command by default. */
  doing?: string;
}

/** Tells a daemon from others, also on the same machine. */
export function daemonKey({ ID, DockerRootDir }: DockerDaemon): string {
  return `${ID} ${DockerRootDir}`;
}

/** What `docker info` says of the daemon. */
export type DockerDaemon = z.infer<typeof daemonSchema>;

const daemonSchema = z.object({
  /** Of the machine, in some versions: daemons with another data root may share it. */
  ID: z.string(),
  ServerVersion: z.string().min(1),
  OSType: z.string().default("linux"),
  DockerRootDir: z.string().default(""),
  /** `1` or `2`; daemons before 20.10 have only 1. */
  CgroupVersion: z.string().default("1"),
  MemTotal: z.number().default(0),
});

/** @throws UsageError where there is no docker, no daemon, or one that doesn't let this user in. */
export async function openDocker(request: {
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}): Promise<Docker> {
  const { env = process.env } = request;
  const program = await findExecutable("docker", env);
  if (!program) {
    throw new UsageError(
      'no program "docker" on the PATH: environment kind needs Docker, see https://docs.docker.com/engine/install/; --env local and --env sim need none',
    );
  }
  const host = env.DOCKER_HOST || "unix:///var/run/docker.sock";
  const run = async (args: readonly string[], options: DockerRunOptions = {}) => {
    const { doing = `docker ${args.slice(0, 2).join(" ")}`, ...rest } = options;
    const { code, stdout, stderr } = await runProgram({ program, args, env, ...rest });
    if (code !== 0) throw dockerError({ doing, output: stderr || stdout, host });
    return stdout;
  };
  return {
    ...{ program, env, host, run },
    daemon: await askDaemon(run, host, request.signal),
    follow: (args) => followProgram({ program, args, env }),
    followUntilInputEnds: (args) => followUntilInputEnds({ program, args, env }),
  };
}

async function askDaemon(
  run: Docker["run"],
  host: string,
  signal: AbortSignal | undefined,
): Promise<DockerDaemon> {
  const doing = "asking Docker for its version";
  const options = { doing, ...(signal ? { signal } : {}) };
  const text = await run(["info", "--format", "{{json .}}"], options);
  const said: unknown = JSON.parse(text);
  const parsed = daemonSchema.safeParse(said);
  if (parsed.success) return parsed.data;
  // Some versions tell of a daemon that can't be reached in their answer, and call it a success.
  const { ServerErrors = [] } = said as { ServerErrors?: string[] };
  throw dockerError({ doing, output: ServerErrors.join("\n") || text, host });
}
