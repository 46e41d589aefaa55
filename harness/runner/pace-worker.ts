import { pbkdf2Sync } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { wallClock } from "../environments/wall-clock.ts";
import type { PaceCounts } from "./machine-pace.ts";

const periodMs = 100;
/** Some 1.5 ms in the processor's own registers and nearest cache: what others keep in memory has no part in it. */
const rounds = 5_000;
/** Until what runs is compiled. */
const warmUps = 5;

const { counts } = workerData as PaceCounts;
const clock = wallClock();
for (let piece = 1 - warmUps, firstUs = 0; ; piece++) {
  pbkdf2Sync("always the same", "salt", rounds, 32, "sha256");
  await clock.sleep(piece < 0 ? 0 : periodMs);
  // Right after a sleep the kernel has booked all that the thread took; within its turn, only what it had at a tick.
  const { user, system } = process.threadCpuUsage();
  if (piece === 0) {
    firstUs = user + system;
    parentPort?.postMessage("ready");
  } else if (piece > 0) {
    counts[1] = user + system - firstUs;
    counts[0] = piece;
  }
}
