import type { Clock } from "../../core/clock.ts";
import { HarnessError } from "../../core/failure.ts";
import type { Recorder } from "../../core/history.ts";
import { lastLines } from "../process/last-lines.ts";
import { describePod, isPodReady } from "./pod-lives.ts";
import type { ProcessLives } from "./process-lives.ts";

/** A controller that never had workers and exits so often is broken, not unlucky. */
const exitsToGiveUp = 3;
/** For a Pod to get a node, its image and a container. */
const startLimitMs = 180_000;
const workersLimitMs = 90_000;
/** Too small a limit shows as a start that never ends, which is for the scenario to judge. */
const limitUnderNamedMemoryMs = 30_000;
const pollMs = 100;

/**
 * Resolves once workers of the process have run and Services lead to it; under a memory limit that the
 * scenario names, once workers have run or have had their time.
 * @throws HarnessError that says what became of its Pod, with the end of its log.
 */
export async function awaitPodWorkers(
  lives: ProcessLives,
  request: { memoryNamed: boolean; recorder: Recorder; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const { memoryNamed, recorder, clock, signal } = request;
  const { name } = lives.process;
  const beganAtMs = clock.nowMs();
  let startedAtMs: number | undefined;
  for (;;) {
    if (lives.worked && (memoryNamed || lives.pods.some(isPodReady))) return;
    const nowMs = clock.nowMs();
    if (lives.running.length > 0 || lives.exits > 0) startedAtMs ??= nowMs;
    if (startedAtMs === undefined && nowMs - beganAtMs > startLimitMs) {
      throw new HarnessError(
        `${name} did not start within ${startLimitMs / 1000} s: ${pods(lives)}`,
      );
    }
    if (!memoryNamed && lives.exits >= exitsToGiveUp) {
      throw new HarnessError(
        `${name} exited ${lives.exits} times before its workers ran: ${await described(lives)}`,
      );
    }
    const limitMs = memoryNamed ? limitUnderNamedMemoryMs : workersLimitMs;
    if (startedAtMs !== undefined && nowMs - startedAtMs > limitMs) {
      const said = `${name} ${lacking(lives)} ${limitMs / 1000} s after its start`;
      if (!memoryNamed) throw new HarnessError(`${said}. ${await described(lives)}`);
      recorder.record({ type: "note", text: `${said} (its memory limit is the scenario's)` });
      return;
    }
    await clock.sleep(pollMs, signal);
  }
}

function lacking({ worked, workers }: ProcessLives): string {
  if (worked) return "has workers, but its Pod is not ready";
  return `has no workers (missing: ${workers.missing().join(", ") || "none announced"})`;
}

async function described(lives: ProcessLives): Promise<string> {
  return `${pods(lives)}. The end of ${lives.logFile}:\n${await lastLines(lives.logFile)}`;
}

function pods({ pods, process }: ProcessLives): string {
  const said = pods.map((pod) => describePod(pod, process.container));
  return said.join("; ") || "it has no Pod";
}
