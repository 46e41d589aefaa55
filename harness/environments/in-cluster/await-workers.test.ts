import { expect, test } from "vitest";
import { manualClock } from "../../../simulators/support/manual-clock.ts";
import type { HistoryEntry, Observation } from "../../core/history.ts";
import { workersLog } from "../slot/workers.ts";
import { awaitPodWorkers } from "./await-workers.ts";
import type { PodState } from "./pod-lives.ts";
import type { ProcessLives } from "./process-lives.ts";

const pod = (ready: boolean): PodState => ({
  metadata: { name: "pod-a", uid: "a" },
  status: { phase: "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
});

/** Waits with time flying; `lives` may be changed meanwhile. */
async function waited(
  lives: Partial<ProcessLives> & { worked: boolean },
  request: { memoryNamed?: boolean; change?(nowMs: number): void } = {},
) {
  const clock = manualClock();
  const recorded: Observation[] = [];
  const outcome = awaitPodWorkers(
    {
      ...{ process: { name: "source-controller", container: "manager" }, logFile: "/none.log" },
      ...{ running: [], pods: [], exits: 0, workers: workersLog(["gitrepository"]) },
      ...lives,
    } as unknown as ProcessLives,
    {
      memoryNamed: request.memoryNamed ?? false,
      recorder: {
        record(observation) {
          recorded.push(observation);
          return observation as HistoryEntry;
        },
      },
      clock,
      signal: new AbortController().signal,
    },
  ).then(
    () => "there",
    (error: Error) => error.message,
  );
  let said: string | undefined;
  void outcome.then((text) => {
    said = text;
  });
  while (said === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    request.change?.(clock.nowMs());
    clock.advance(500);
  }
  return { said, recorded, tookMs: clock.nowMs() };
}

const running = [{}] as unknown as ProcessLives["running"];

test("workers alone are not enough: Services must lead to them", async () => {
  const pods = [pod(false)];
  const { said, tookMs } = await waited(
    { worked: true, running, pods },
    { change: (nowMs) => nowMs >= 10_000 && pods.splice(0, 1, pod(true)) },
  );
  expect(said).toBe("there");
  expect(tookMs).toBeGreaterThanOrEqual(10_000);
});

test("says what a Pod that never starts waits for", async () => {
  const waiting = { reason: "ErrImagePull", message: "no such image" };
  const pending: PodState = {
    ...pod(false),
    status: { phase: "Pending", containerStatuses: [{ name: "manager", state: { waiting } }] },
  };
  const { said } = await waited({ worked: false, pods: [pending] });
  expect(said).toBe(
    "source-controller did not start within 180 s: Pod pod-a is Pending (ErrImagePull: no such image)",
  );
});

test("gives up on one that keeps exiting, and on one that never works", async () => {
  expect((await waited({ worked: false, exits: 3 })).said).toMatch(
    /^source-controller exited 3 times before its workers ran: it has no Pod\. The end of \/none/,
  );
  expect((await waited({ worked: false, running })).said).toMatch(
    /^source-controller has no workers \(missing: gitrepository\) 90 s after its start/,
  );
});

test("leaves it to the scenario where that names the memory limit", async () => {
  const { said, recorded } = await waited({ worked: false, exits: 7 }, { memoryNamed: true });
  expect(said).toBe("there");
  expect(recorded).toMatchObject([{ type: "note", text: expect.stringContaining("30 s after") }]);
});
