import type { Docker } from "./docker.ts";
import { dockerError } from "./docker-failure.ts";
import type { Kind } from "./kind-program.ts";
import { type ProgramRequest, runProgram } from "./run-program.ts";

/** Runs kind on that Docker; what it says goes to `onLine`. */
export async function runKind(
  request: {
    kind: Kind;
    docker: Docker;
    args: readonly string[];
    /** `making the cluster` */
    doing: string;
  } & Pick<ProgramRequest, "onLine" | "signal">,
): Promise<string> {
  const { kind, docker, args, doing, ...rest } = request;
  // Others of its providers, podman and nerdctl, aren't what the rest of this folder talks to.
  const env = { ...docker.env, KIND_EXPERIMENTAL_PROVIDER: "docker" };
  const ended = await runProgram({ program: kind.program, args, env, ...rest });
  if (ended.code !== 0) throw dockerError({ doing, output: ended.stderr, host: docker.host });
  return ended.stdout;
}
