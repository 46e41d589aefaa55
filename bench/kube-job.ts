import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Job, Outcome } from "./kube-load.ts";
import type { Side } from "./kube-sides.ts";

/** A load generator of one server, that lives through all its jobs: what it runs is compiled once. */
export interface Load extends AsyncDisposable {
  /** @throws Error when an answer was not as it must be, or the load generator ended. */
  run(work: Job["work"]): Promise<Outcome>;
}

/** Rounds whose figures are not kept: the simulator, as the load generator, is compiled as it goes. */
export const warmUps = 4;

export function startLoad(side: Side): Load {
  const { name, port, ca, token } = side;
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const outcomes = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (work) => {
      child.stdin.write(`${JSON.stringify({ port, ca, token, work } satisfies Job)}\n`);
      const { value, done } = await outcomes.next();
      if (done) throw new Error(`${name}: the load generator ended without an outcome`);
      const outcome = JSON.parse(value) as Outcome;
      if (outcome.failures > 0) {
        throw new Error(`${name}: ${outcome.failures} requests of ${JSON.stringify(work)} failed`);
      }
      return outcome;
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await exited;
    },
  };
}

const program = fileURLToPath(new URL("./kube-load.ts", import.meta.url));
