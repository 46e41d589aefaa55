import { Worker } from "node:worker_threads";
import type { BystanderSample } from "./bystander-worker.ts";
import type { AttackedServer } from "./served-program.ts";

/** A well-behaved client that asks one thing after the other while others attack. */
export interface Bystander extends AsyncDisposable {
  /** What it measured since it was asked last. */
  taken(): BystanderSample[];
}

export function startBystander({ port, token, pid }: AttackedServer & { pid: number }): Bystander {
  let samples: BystanderSample[] = [];
  const worker = new Worker(new URL("./bystander-worker.ts", import.meta.url), {
    workerData: { port, token, pid },
  });
  worker
    .on("message", (sample: BystanderSample) => samples.push(sample))
    .on("error", (error) =>
      samples.push({ what: "the client", ms: 0, lineMs: 0, status: 0, error: error.message }),
    );
  return {
    taken() {
      const now = samples;
      samples = [];
      return now;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
