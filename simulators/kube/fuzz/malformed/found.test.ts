import { expect, test } from "vitest";
import { wallClock } from "../../../support/clock.ts";
import { seededRandom } from "../../../support/random.ts";
import { createApiServer } from "../../server/api-server.ts";

const admin = { name: "admin", groups: ["system:masters"] };
const configMaps = "/api/v1/namespaces/default/configmaps";
const quotas = "/api/v1/namespaces/default/resourcequotas";
const many = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);

/** Requests that took minutes or ended the process once, each with what it is to be answered now. */
const found: [name: string, ...request: [string, string, string, () => string], status: number][] =
  [
    [
      "copies that double",
      ...(["PATCH", `${configMaps}/a`, "application/json-patch+json"] as const),
      () =>
        JSON.stringify([
          { op: "add", path: "/x", value: {} },
          ...many(40).map((key) => ({ op: "copy", from: "/x", path: `/x/${key}` })),
        ]),
      422,
    ],
    [
      "a hundred thousand repeated fields",
      ...(["POST", `${configMaps}?fieldValidation=Strict`, "application/json"] as const),
      () =>
        `{"metadata":{"name":"b"},"data":{${many(100_000).map((key) => `"${key}":"1","${key}":"2"`)}}}`,
      400,
    ],
    [
      "a number of a million digits",
      ...(["POST", quotas, "application/json"] as const),
      () =>
        JSON.stringify({ metadata: { name: "a" }, spec: { hard: { cpu: "1".repeat(1_000_000) } } }),
      400,
    ],
    [
      "digits that are no number",
      ...(["POST", quotas, "application/json"] as const),
      () =>
        JSON.stringify({
          metadata: { name: "a" },
          spec: { hard: { cpu: `${"1".repeat(19_000)}!` } },
        }),
      400,
    ],
    [
      "aliases that stand for more than memory holds",
      ...(["POST", configMaps, "application/yaml"] as const),
      () => `a: &a "${"x".repeat(1_000_000)}"\nb: [${many(99).map(() => "*a")}]\n`,
      400,
    ],
    [
      "merges of merges",
      ...(["POST", configMaps, "application/yaml"] as const),
      () =>
        `a: &a {${many(50_000).map((key) => `${key}: 1`)}}\nb: {<<: [${many(50_000).map(() => "*a")}]}\n`,
      400,
    ],
    [
      "brackets that close nothing",
      ...(["POST", configMaps, "application/yaml"] as const),
      () => `[[[1${"]".repeat(300_000)}`,
      400,
    ],
    [
      "a value nested deeper than functions can call themselves",
      ...(["POST", configMaps, "application/json"] as const),
      () => `{"metadata":{"name":"c"},"x":${"[".repeat(5000)}${"]".repeat(5000)}}`,
      400,
    ],
  ];

test.each(found)("%s: an answer within seconds", async (_, method, path, type, body, status) => {
  using server = createApiServer({
    clock: wallClock(),
    random: seededRandom(1),
    tokens: new Map([["root", admin]]),
  });
  const ask = async (how: string, where: string, what: string, contentType: string) => {
    const headers = { authorization: "Bearer root", "content-type": contentType };
    const request = new Request(`https://kube${where}`, { method: how, headers, body: what });
    const response = await server.handle(request, { faults: [] });
    return { status: response.status, answer: (await response.json()) as object };
  };
  await ask("POST", configMaps, '{"metadata":{"name":"a"}}', "application/json");
  const startMs = performance.now();
  const { answer, ...told } = await ask(method, path, body(), type);
  expect(told.status).toBe(status);
  expect(answer).toMatchObject({ kind: "Status", code: status });
  expect(performance.now() - startMs).toBeLessThan(10_000);
});
