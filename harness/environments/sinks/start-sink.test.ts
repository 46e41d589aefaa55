import { expect, it, vi } from "vitest";
import { wallClock } from "../../../simulators/support/clock.ts";
import type { Observation } from "../../core/history.ts";
import { startSink } from "./start-sink.ts";

it("takes notifications on the loopback address, refuses connections under a fault, and lets go of its port", async () => {
  const clock = wallClock();
  const recorded: Observation[] = [];
  const record = (observation: Observation, tMs = clock.nowMs()) => {
    recorded.push(observation);
    return { ...observation, seq: recorded.length, tMs };
  };
  const sink = await startSink({ seed: 1, clock, recorder: { record } });
  const url = sink.url("team a");
  const post = () => fetch(url, { method: "POST", body: "{}" }).then(({ status }) => status);
  try {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/team%20a$/);
    expect(await post()).toBe(202);
    const fault = await sink.inject({ target: "sink", use: "refuses" });
    await expect(post()).rejects.toThrow();
    await fault.remove();
    expect(await post()).toBe(202);
    await vi.waitFor(() => expect(recorded).toHaveLength(2), { interval: 1 });
    expect(recorded[0]).toMatchObject({ type: "sink.request", inbox: "team a", status: 202 });
  } finally {
    await sink[Symbol.asyncDispose]();
  }
  await expect(post()).rejects.toThrow();
});

it("listens at one address and is reached by another", async () => {
  const clock = wallClock();
  const record = (observation: Observation) => ({ ...observation, seq: 1, tMs: 0 });
  const address = { listen: "127.0.0.1", reachedAs: "localhost" };
  await using sink = await startSink({ seed: 1, clock, recorder: { record }, address });
  expect(sink.url("team")).toMatch(/^http:\/\/localhost:\d+\/team$/);
  expect((await fetch(sink.url("team"), { method: "POST", body: "{}" })).status).toBe(202);
});
