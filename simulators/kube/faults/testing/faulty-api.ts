import { setImmediate as turn } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { ApiFaultEffect, ApiRequestMatch } from "../../../../harness/core/fault.ts";
import type { Doors, Handler } from "../../../support/handler.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { seededRandom } from "../../../support/random.ts";
import { type ApiFaultsOptions, createApiFaults } from "../api-faults.ts";

const noDoors: Doors = {
  refuse: async () => ({ cut: 0, end: async () => {} }),
  blackhole: () => ({ met: () => 0, end: () => {} }),
};

export const kustomizations = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/apps/kustomizations";

/** An API server that answers `{}` and whose watches tell what they are given, behind faults. */
export function faultyApi(options: Partial<ApiFaultsOptions> & { contentType?: string } = {}) {
  const { contentType = "application/json", ...rest } = options;
  const clock = manualClock();
  const leaving = new AbortController();
  const watches: ReadableStreamDefaultController<Uint8Array>[] = [];
  const ended: number[] = [];
  let asked = 0;
  const handler: Handler = async ({ url }) => {
    asked += 1;
    if (!url.includes("watch=")) return new Response("{}");
    const at = watches.length;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void watches.push(controller),
      cancel: () => void ended.push(at),
    });
    return new Response(body, { headers: { "content-type": contentType } });
  };
  const random = seededRandom(1);
  const faults = createApiFaults({ handler, clock, random, doors: noDoors, ...rest });
  onTestFinished(() => leaving.abort());

  const ask = async (path: string, init: RequestInit = {}) => {
    const context = { faults: [] as string[] };
    const request = new Request(`http://localhost${path}`, { signal: leaving.signal, ...init });
    const response = await faults.handle(request, context);
    return Object.assign(response, { faults: context.faults });
  };
  return {
    clock,
    ask,
    add: (effect: ApiFaultEffect, match?: ApiRequestMatch) =>
      faults.inject({ target: "api-server", ...effect, ...(match ? { match } : {}) }),
    /** Opens a watch and reads along. */
    async watch(path: string, init: RequestInit = {}) {
      const response = await ask(`${path}?watch=true`, init);
      return { ...reading(response), faults: response.faults };
    },
    /** Tells the watch that was opened as number `at` something. */
    tell: (at: number, text: string | Uint8Array) =>
      watches[at]?.enqueue(typeof text === "string" ? Buffer.from(text) : text),
    /** Watches that the server was told to end. */
    ended,
    asked: () => asked,
  };
}

function reading(response: Response) {
  let text = "";
  let open = true;
  const done = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString("latin1");
  })().finally(() => {
    open = false;
  });
  return { text: () => text, open: () => open, done };
}

/** Lets everything happen that can without time passing. */
export async function settle() {
  for (let count = 0; count < 20; count += 1) await turn();
}
