import { expect, test } from "vitest";
import { UsageError } from "../../../harness/core/failure.ts";
import { createFaultLayer } from "../../support/fault-layer.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { faultyApi, kustomizations } from "./testing/faulty-api.ts";

const one = `${kustomizations}/k`;
const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure" };

test("answers with a Status, as the server's own failures come", async () => {
  const { add, ask } = faultyApi();
  const fault = await add({ use: "answers", status: 429, retryAfterSeconds: 2 });
  const response = await ask(one);
  expect(response.status).toBe(429);
  expect(response.headers.get("retry-after")).toBe("2");
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({
    ...status,
    message: "Too many requests, please try again later.",
    reason: "TooManyRequests",
    details: { retryAfterSeconds: 2 },
    code: 429,
  });
  expect(await fault.remove()).toBe(1);
});

test.each([
  [500, "InternalError"],
  [503, "ServiceUnavailable"],
  [504, "Timeout"],
  [418, undefined],
])("names the reason of %i: %s", async (code, reason) => {
  const { add, ask } = faultyApi();
  await add({ use: "answers", status: code });
  const response = await ask(one);
  expect(response.status).toBe(code);
  const body = await response.json();
  expect(body).toMatchObject({ ...status, code });
  expect((body as { reason?: string }).reason).toBe(reason);
});

test("answers with a given body as something before the server would", async () => {
  const { add, ask } = faultyApi();
  await add({ use: "answers", status: 502, body: "<html>" });
  const response = await ask(one);
  expect([response.status, await response.text()]).toEqual([502, "<html>"]);
});

test("limits requests as priority and fairness does", async () => {
  const { add, ask, clock } = faultyApi();
  const fault = await add({ use: "limits", requests: 1, windowMs: 1500, status: 429 });
  expect((await ask(one)).headers.has("x-ratelimit-limit")).toBe(false);
  const refused = await ask(one);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "2"]);
  expect(await refused.text()).toBe("Too many requests, please try again later.\n");
  clock.advance(1500);
  expect((await ask(one)).status).toBe(200);
  expect(await fault.remove()).toBe(1);
});

test("writes conflict without reaching the server, reads don't", async () => {
  const { add, ask, asked } = faultyApi();
  const fault = await add({ use: "conflicts" });
  const answers = [];
  for (const method of ["PUT", "PATCH", "GET", "POST", "DELETE"]) {
    answers.push((await ask(method === "POST" ? kustomizations : one, { method })).status);
  }
  expect(answers).toEqual([409, 409, 200, 200, 200]);
  expect(asked()).toBe(3);
  const response = await ask(`${one}/status`, { method: "PATCH" });
  expect(await response.json()).toEqual({
    ...status,
    message:
      'Operation cannot be fulfilled on kustomizations.kustomize.toolkit.fluxcd.io "k": the object ' +
      "has been modified; please apply your changes to the latest version and try again",
    reason: "Conflict",
    details: { name: "k", group: "kustomize.toolkit.fluxcd.io", kind: "kustomizations" },
    code: 409,
  });
  expect(await fault.remove()).toBe(3);
});

test("every n-th write conflicts", async () => {
  const { add, ask } = faultyApi();
  await add({ use: "conflicts", every: 3 });
  const statuses: number[] = [];
  for (let count = 0; count < 7; count += 1) {
    await ask(one);
    statuses.push((await ask(one, { method: "PUT" })).status);
  }
  expect(statuses).toEqual([200, 200, 409, 200, 200, 409, 200]);
});

test("a share of the writes conflicts, the same ones for the same seed", async () => {
  const runs = await Promise.all(
    [faultyApi(), faultyApi()].map(async ({ add, ask }) => {
      const fault = await add({ use: "conflicts", share: 0.3 });
      const statuses: number[] = [];
      for (let count = 0; count < 200; count += 1) {
        statuses.push((await ask(one, { method: "PUT" })).status);
      }
      return { statuses, met: await fault.remove() };
    }),
  );
  expect(runs[0]).toEqual(runs[1]);
  expect(runs[0]?.met).toBeGreaterThan(40);
  expect(runs[0]?.met).toBeLessThan(80);
});

test("meets the requests of a user alone, by whatever names them", async () => {
  const { add, ask } = faultyApi({ tokens: new Map([["t", "admin"]]) });
  const fault = await add({ use: "answers", status: 500 }, { users: ["admin"] });
  const statusFor = async (authorization: string) =>
    (await ask(one, { headers: { authorization } })).status;
  expect(await statusFor("Bearer t")).toBe(500);
  expect(await statusFor("Bearer other")).toBe(200);
  expect(await fault.remove()).toBe(1);
});

test("what any server suffers, an API server suffers too", async () => {
  const { add, ask } = faultyApi();
  await add({ use: "resets", afterBytes: 0 }, { verbs: ["get"], names: ["k"] });
  await expect(ask(one)).rejects.toMatchObject({ name: "ConnectionCut", how: "reset" });
  expect((await ask(kustomizations)).status).toBe(200);
});

test.each([
  { use: "conflicts", share: 0 },
  { use: "conflicts", share: 1.1 },
  { use: "conflicts", every: 0 },
  { use: "conflicts", every: 2, share: 0.5 },
  { use: "limits", requests: -1, windowMs: 1, status: 429 },
] as const)("rejects %j", async (effect) => {
  await expect(faultyApi().add(effect)).rejects.toThrow(UsageError);
});

test("a layer takes no fault of another target", async () => {
  const layer = createFaultLayer({
    handler: async () => new Response(),
    clock: manualClock(),
    doors: {
      refuse: async () => ({ cut: 0, end: async () => {} }),
      blackhole: () => ({ met: () => 0, end() {} }),
    },
    matches: () => true,
  });
  const fault = { target: "api-server", use: "delays", delayMs: 1 } as const;
  await expect(layer.inject(fault)).rejects.toThrow("api-server");
});
