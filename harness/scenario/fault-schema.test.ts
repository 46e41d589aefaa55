import { describe, expect, it } from "vitest";
import type { Fault } from "../core/fault.ts";
import { faultSchema } from "./fault-schema.ts";

const api = { target: "api-server" } as const;
const git = { target: "git-host" } as const;
const sink = { target: "sink" } as const;

describe("a fault", () => {
  it.each<Fault>([
    { ...git, use: "answers", status: 503, match: { repositories: ["a"], endpoint: "refs" } },
    { ...sink, use: "delays", delayMs: 1, match: { inboxes: ["team-*"] } },
    { ...api, use: "answers", status: 429, retryAfterSeconds: 1 },
    { ...api, use: "limits", requests: 0, windowMs: 1, status: 429 },
    { ...api, use: "blackholes" },
    { ...api, use: "conflicts" },
    { ...api, use: "conflicts", every: 2 },
    { ...api, use: "conflicts", share: 1 },
    { ...api, use: "drops-watches", afterMs: 0, afterEvents: 1 },
    { ...api, use: "stale-watches", match: { verbs: ["watch"], resources: ["secrets"] } },
    {
      ...api,
      use: "compacts",
      match: { users: ["a:*"], namespaces: [""], names: [], subresources: [""] },
    },
  ])("may be %j", (fault) => {
    expect(faultSchema.parse(fault)).toEqual(fault);
  });

  it.each([
    { target: "moon", use: "refuses" },
    { ...git, use: "conflicts" },
    { ...sink, use: "conflicts" },
    { ...sink, use: "refuses", match: { repositories: ["a"] } },
    { ...git, use: "refuses", match: { verbs: ["get"] } },
    { ...api, use: "refuses", match: { repositories: ["a"] } },
    { ...api, use: "refuses", match: { verbs: ["read"] } },
    { ...api, use: "conflicts", share: 0 },
    { ...api, use: "conflicts", share: 0.5, every: 2 },
    { ...api, use: "drops-watches" },
    { ...api, use: "stale-watches", afterMs: 1 },
  ])("may not be %j", (fault) => {
    expect(faultSchema.safeParse(fault).success).toBe(false);
  });
});
