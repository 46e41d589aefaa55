import { wallClock } from "../simulators/support/clock.ts";

/** Seconds that work lasted, and of CPU that this process used meanwhile. */
export interface Taken {
  wall: number;
  cpu: number;
}

export async function took(work: () => Promise<void>): Promise<Taken> {
  const clock = wallClock();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: clock.nowMs() / 1000, cpu: (user + system) / 1e6 };
}
