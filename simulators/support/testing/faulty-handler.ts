import { setImmediate as turn } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { FaultEffect, GitRequestMatch } from "../../../harness/core/fault.ts";
import { createFaultLayer } from "../fault-layer.ts";
import type { Doors, Handler } from "../handler.ts";
import { manualClock } from "../manual-clock.ts";

const noDoors: Doors = {
  refuse: async () => ({ cut: 0, end: async () => {} }),
  blackhole: () => ({ met: () => 0, end: () => {} }),
};

/** A layer over a handler that answers with 1000 bytes, in chunks of 300. */
export function layer(options: { handler?: Handler; doors?: Doors } = {}) {
  const clock = manualClock();
  const { handler = async () => new Response(ReadableStream.from(thousand())) } = options;
  const { handle, inject } = createFaultLayer({
    handler,
    clock,
    doors: options.doors ?? noDoors,
    matches: ({ match }, request) =>
      !match?.repositories || match.repositories.some((name) => request.url.endsWith(name)),
  });
  const add = (effect: FaultEffect, match?: GitRequestMatch) =>
    inject({ target: "git-host", ...effect, ...(match ? { match } : {}) });
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const ask = async (path = "/") => {
    const context = { faults: [] as string[] };
    const request = new Request(`http://localhost${path}`, { signal: leaving.signal });
    const response = await handle(request, context);
    return Object.assign(response, { faults: context.faults });
  };
  return { clock, add, ask, leaving };
}

async function* thousand() {
  for (const bytes of [300, 300, 300, 100]) yield Buffer.alloc(bytes, "x");
}

/** Reads along, so that what has come so far can be asked at any time. */
export function reading(response: Response) {
  const state: { bytes: number; ended: "no" | "whole" | unknown } = { bytes: 0, ended: "no" };
  const done = (async () => {
    for await (const chunk of response.body ?? []) state.bytes += chunk.length;
    state.ended = "whole";
  })().catch((error) => {
    state.ended = error;
  });
  return Object.assign(state, { done });
}

/** Lets everything happen that can without time passing. */
export async function settle() {
  for (let count = 0; count < 20; count += 1) await turn();
}
