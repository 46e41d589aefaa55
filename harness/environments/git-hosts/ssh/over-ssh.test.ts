import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { wallClock } from "../../../../simulators/support/clock.ts";
import { startHttpListener } from "../../../../simulators/support/http-listener.ts";
import { rawRequest } from "../../../../simulators/support/testing/raw-request.ts";
import { UnsupportedError } from "../../../core/failure.ts";
import type { FaultEffect, GitRequestMatch } from "../../../core/fault.ts";
import type { HistoryEntry } from "../../../core/history.ts";
import { type GitBackend, gitHostOver } from "../git-host-over.ts";
import { sshProxy } from "./ssh-proxy.ts";

const greeting = "SSH-2.0-test server\r\n";

/** A Git host whose SSH server greets a client, says what it said, and hangs up once it does. */
async function place() {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.write(greeting);
    socket.on("error", () => {}).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const clock = wallClock();
  const entries: HistoryEntry[] = [];
  const changed = { tell() {} };
  const host = await gitHostOver({
    server: backend(port),
    listen: startHttpListener,
    clock,
    recorder: {
      record(observation, tMs = 0) {
        const entry = { ...observation, seq: entries.length + 1, tMs };
        entries.push(entry);
        changed.tell();
        return entry;
      },
    },
  });
  onTestFinished(async () => {
    await host[Symbol.asyncDispose]();
    server.close();
  });
  const portOf = async (repository: string) =>
    Number(new URL((await host.sshSource?.(repository))?.url ?? "").port);
  const recorded = async (count: number) => {
    while (entries.length < count) {
      await new Promise<void>((resolve) => {
        changed.tell = resolve;
      });
    }
    return entries;
  };
  const add = (effect: FaultEffect, match?: GitRequestMatch) =>
    host.inject({ target: "git-host", ...effect, ...(match ? { match } : {}) });
  return { portOf, recorded, add, server };
}

function backend(port: number): GitBackend {
  return {
    handle: async () => new Response("over HTTP"),
    // What no test here asks for.
    ...({} as Pick<GitBackend, "repositories" | "accounts" | "webhooks">),
    ssh: {
      handle: sshProxy({ host: "127.0.0.1", port }),
      source: async (repository, at) => ({
        url: `ssh://git@${at.host}:${at.port}/${repository}.git`,
        secret: { identity: "", "identity.pub": "", known_hosts: "" },
      }),
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Says a text, and hangs up once it has heard all of it. */
async function talk(port: number, said = "SSH-2.0-client_1 of a test\r\nhello") {
  const { socket, outcome, received } = rawRequest({ port, text: said, forMs: 10_000 });
  void received(greeting + said).then(() => socket.end());
  return await outcome;
}

test("each repository has a port of its own, and keeps it", async () => {
  const { portOf } = await place();
  const [one, two] = [await portOf("one"), await portOf("two")];
  expect(two).not.toBe(one);
  expect(await portOf("one")).toBe(one);
});

test("a connection passes unchanged, and is on record once it ended", async () => {
  const { portOf, recorded } = await place();
  const said = "SSH-2.0-client_1 of a test\r\nhello";
  expect(await talk(await portOf("one"), said)).toMatchObject({
    ...{ how: "closed", text: greeting + said },
  });
  expect(await recorded(1)).toMatchObject([
    {
      ...{ type: "git.request", repository: "one", endpoint: "ssh", method: "SSH", status: 0 },
      ...{ bytes: (greeting + said).length, ended: "whole", agent: "SSH-2.0-client_1", faults: [] },
    },
  ]);
});

test("faults on what comes back act on the repository they name", async () => {
  const { portOf, add, recorded } = await place();
  const [one, two] = [await portOf("one"), await portOf("two")];
  const fault = await add({ use: "resets", afterBytes: 5 }, { repositories: ["one"] });
  expect(await talk(one)).toMatchObject({ how: "reset", text: "SSH-2" });
  expect((await talk(two)).how).toBe("closed");
  expect(await fault.remove()).toBe(1);
  expect(await recorded(2)).toMatchObject([
    { repository: "one", bytes: 5, ended: "cut", faults: ["fault-1"] },
    { repository: "two", ended: "whole", faults: [] },
  ]);
});

test("refusing refuses on every port, and black holes swallow on every port", async () => {
  const { portOf, add } = await place();
  const ports = [await portOf("one"), await portOf("two")];
  const refusal = await add({ use: "refuses" });
  for (const port of ports) expect((await talk(port)).how).toBe("refused");
  await refusal.remove();
  const hole = await add({ use: "blackholes" });
  const silent = ports.map((port) => rawRequest({ port, text: "x", forMs: 100 }).outcome);
  expect((await Promise.all(silent)).map(({ how, text }) => [how, text])).toEqual([
    ...[
      ["open", ""],
      ["open", ""],
    ],
  ]);
  expect(await hole.remove()).toBe(2);
  for (const port of ports) expect((await talk(port)).how).toBe("closed");
});

test("a server that is gone, or resets, ends the client's connection; that is no error of ours", async () => {
  const { portOf, server, recorded } = await place();
  const port = await portOf("one");
  server.once("connection", (socket) => socket.once("data", () => socket.resetAndDestroy()));
  expect((await talk(port)).how).toBe("reset");
  expect(await recorded(1)).toMatchObject([{ type: "git.request", ended: "cut", faults: [] }]);
});

test.each<[FaultEffect, GitRequestMatch?]>([
  [{ use: "answers", status: 503 }],
  [{ use: "limits", requests: 1, windowMs: 1000, status: 429 }],
  [{ use: "stalls", afterBytes: 0 }, { endpoint: "pack" }],
])("a connection can't suffer %j", async (effect, match) => {
  const { portOf, add } = await place();
  await portOf("one");
  await expect(add(effect, match)).rejects.toThrow(UnsupportedError);
  // Over HTTP it can.
  await add(effect, { ...match, repositories: ["two"] });
});
