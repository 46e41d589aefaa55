import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Job, Outcome } from "./kube-load.ts";
import type { Side } from "./kube-sides.ts";

/** Runs a job of the load generator against a server. @throws Error when an answer was not as it must be. */
export async function runJob(side: Side, work: Job["work"]): Promise<Outcome> {
  const { port, ca, token } = side;
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify({ port, ca, token, work } satisfies Job));
  const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (output === "") throw new Error(`${side.name}: the load generator ended without an outcome`);
  const outcome = JSON.parse(output) as Outcome;
  if (outcome.failures > 0) {
    throw new Error(`${side.name}: ${outcome.failures} requests of ${JSON.stringify(work)} failed`);
  }
  return outcome;
}

const program = fileURLToPath(new URL("./kube-load.ts", import.meta.url));
