import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { FaultEffect } from "../../harness/core/fault.ts";
import type { Observation } from "../../harness/core/history.ts";
import { manualClock } from "../support/manual-clock.ts";
import { seededRandom } from "../support/random.ts";
import { createSink } from "./sink.ts";

const event = {
  involvedObject: {
    ...{ kind: "Kustomization", namespace: "fluxproof", name: "apps" },
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  },
  severity: "info",
  timestamp: "2026-01-01T00:00:00Z",
  message: "Reconciliation finished",
  reason: "ReconciliationSucceeded",
  metadata: { revision: "main@sha1:a0" },
  reportingController: "kustomize-controller",
};

function started(seed = 1) {
  const reported: Extract<Observation, { type: "sink.request" }>[] = [];
  const sink = createSink({
    clock: manualClock(),
    random: seededRandom(seed),
    report: (observation) => observation.type === "sink.request" && reported.push(observation),
    doors: {
      refuse: async () => ({ cut: 0, end: async () => {} }),
      blackhole: () => ({ met: () => 0, end: () => {} }),
    },
  });
  const send = async (body: string, headers: Record<string, string> = {}, inbox = "team") => {
    const url = `http://sink.example/${inbox}`;
    const request = new Request(url, { method: "POST", headers, body });
    const response = await sink.handle(request, { faults: [] });
    // Reported once its body has been taken.
    await response.text();
    return response;
  };
  const add = (effect: FaultEffect, inboxes?: string[]) =>
    sink.faults.inject({ target: "sink", ...effect, ...(inboxes ? { match: { inboxes } } : {}) });
  return { sink, send, add, reported };
}

describe("the sink", () => {
  it("reports what an event says of what, and answers 202", async () => {
    const { send, reported } = started();
    expect((await send(JSON.stringify(event))).status).toBe(202);
    expect(reported).toMatchObject([
      {
        ...{ type: "sink.request", inbox: "team", status: 202, ended: "whole", faults: [] },
        signature: "none",
        event: {
          severity: "info",
          reason: "ReconciliationSucceeded",
          message: "Reconciliation finished",
          involved: { kind: "Kustomization", namespace: "fluxproof", name: "apps" },
          reporter: "kustomize-controller",
          revision: "main@sha1:a0",
        },
      },
    ]);
  });

  it.each(["", "{", "null", "[]", `{"message":"x"}`, `{"involvedObject":{"kind":"A","name":"b"}}`])(
    "takes %j for no event",
    async (body) => {
      const { send, reported } = started();
      expect((await send(body)).status).toBe(202);
      expect(reported[0]).not.toHaveProperty("event");
    },
  );

  it("holds signatures to the inbox's own token, which depends on seed and inbox", async () => {
    const { sink, send, reported } = started();
    const body = JSON.stringify(event);
    const sign = (token: string) => ({
      "x-signature": `sha256=${createHmac("sha256", token).update(body).digest("hex")}`,
    });
    await send(body, sign(sink.token("team")));
    await send(body, sign(sink.token("other")));
    await send(`${body} `, sign(sink.token("team")));
    expect(reported.map(({ signature }) => signature)).toEqual(["valid", "invalid", "invalid"]);
    expect(sink.token("team")).toMatch(/^[0-9a-f]{32}$/);
    expect(started(1).sink.token("team")).toBe(sink.token("team"));
    expect(started(2).sink.token("team")).not.toBe(sink.token("team"));
    expect(JSON.stringify(reported)).not.toContain(sink.token("team"));
  });

  it("knows what was to be told also where a fault answers, in the inboxes that it names", async () => {
    const { send, add, reported } = started();
    const fault = await add({ use: "answers", status: 503 }, ["down-*"]);
    expect((await send(JSON.stringify(event), {}, "down-1")).status).toBe(503);
    expect((await send(JSON.stringify(event))).status).toBe(202);
    expect(reported).toMatchObject([
      { inbox: "down-1", status: 503, faults: ["sink-fault-1"], event: { severity: "info" } },
      { inbox: "team", status: 202, faults: [] },
    ]);
    expect(await fault.remove()).toBe(1);
  });

  it("tells a connection that a fault reset", async () => {
    const { send, add, reported } = started();
    await add({ use: "resets", afterBytes: 0 });
    await expect(send(JSON.stringify(event))).rejects.toThrow();
    expect(reported).toMatchObject([{ status: 0, ended: "cut", faults: ["sink-fault-1"] }]);
  });

  it("takes only POST", async () => {
    const { sink } = started();
    const request = new Request("http://sink.example/team");
    expect((await sink.handle(request, { faults: [] })).status).toBe(405);
  });
});
