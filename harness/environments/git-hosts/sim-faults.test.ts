import { expect, test } from "vitest";
import { rawRequest } from "../../../simulators/support/testing/raw-request.ts";
import { holdFaults } from "./testing/hold-faults.ts";
import { big, processesOf, started, until } from "./testing/sim-host.ts";

holdFaults(started);

test("a client that leaves is on record as such, and leaves no process behind", async () => {
  const { dir, host, port, add, recorded } = await started();
  await host.createRepository(big);
  const fault = await add({ use: "stalls", afterBytes: 100 }, { endpoint: "pack" });
  const url = new URL(host.repositoryUrl("big"));
  const files = { "a.yaml": "1" };
  const { commit } = await host.commit({ repository: "big", branch: "main", message: "m", files });
  const type = "application/x-git-upload-pack-request";
  const body = `0032want ${commit}\n00000009done\n`;
  const head = `POST ${url.pathname}/git-upload-pack HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n`;
  const text = `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  const client = rawRequest({ port, text, forMs: 60_000 });
  await until(() => fault.met() === 1);
  expect(await processesOf(dir)).not.toEqual([]);
  client.socket.destroy();
  expect(await recorded(1)).toMatchObject([
    { ended: "abandoned", status: 200, bytes: 100, faults: ["fault-1"] },
  ]);
  await until(async () => (await processesOf(dir)).length === 0);
});

test("disposing the host ends the processes of clones under way", async () => {
  const { dir, host, clone, add, requests } = await started();
  await host.createRepository(big);
  const fault = await add({ use: "stalls", afterBytes: 1000 }, { endpoint: "pack" });
  const broken = clone(host.repositoryUrl("big"), "broken");
  await until(() => fault.met() === 1);
  expect(await processesOf(dir)).not.toEqual([]);
  await host[Symbol.asyncDispose]();
  expect(await processesOf(dir)).toEqual([]);
  expect((await broken).code).toBe(128);
  expect(requests().at(-1)?.ended).toBe("abandoned");
});
