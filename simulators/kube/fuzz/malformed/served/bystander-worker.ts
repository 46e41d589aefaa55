import { Agent, request } from "node:https";
import { parentPort, workerData } from "node:worker_threads";
import { wallClock } from "../../../../support/clock.ts";
import { lineMsOf } from "./line.ts";
import type { AttackedServer } from "./served-program.ts";

/** What one request of the well-behaved client took. */
export interface BystanderSample {
  what: string;
  ms: number;
  /** Of which the server and the client stood in line for a processor: what the machine owes. */
  lineMs: number;
  /** 0 when none came. */
  status: number;
  error?: string;
}

/** A thread of its own, so that what the attackers do here doesn't slow its clock down. */
const { port, token, pid } = workerData as AttackedServer & { pid: number };
const clock = wallClock();
const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
const configMaps = "/api/v1/namespaces/bystander/configmaps";
const own = { metadata: { name: "own" }, data: { a: "1" } };

await ask("create namespace", "POST", "/api/v1/namespaces", { metadata: { name: "bystander" } });
await ask("create", "POST", configMaps, own);
for (let count = 0; ; count += 1) {
  const data = { data: { a: String(count) } };
  const samples = [
    await ask("get", "GET", `${configMaps}/own`),
    await ask("patch", "PATCH", `${configMaps}/own`, data),
    await ask("list", "GET", configMaps),
  ];
  for (const sample of samples) parentPort?.postMessage(sample);
  await clock.sleep(20);
}

function ask(what: string, method: string, path: string, body?: object): Promise<BystanderSample> {
  const startMs = clock.nowMs();
  const lineBeforeMs = lineMsOf(pid);
  const { promise, resolve } = Promise.withResolvers<BystanderSample>();
  const text = body && JSON.stringify(body);
  const end = (status: number, error?: Error) => {
    const ms = clock.nowMs() - startMs;
    const lineMs = lineMsOf(pid) - lineBeforeMs;
    resolve({ what, ms, lineMs, status, ...(error && { error: error.message }) });
  };
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const headers = { authorization: `Bearer ${token}`, ...(text && { "content-type": type }) };
  request({ host: "127.0.0.1", port, method, path, headers, agent }, (incoming) => {
    incoming
      .on("end", () => end(incoming.statusCode ?? 0))
      .on("error", (error) => end(0, error))
      .resume();
  })
    .on("error", (error) => end(0, error))
    .end(text);
  return promise;
}
