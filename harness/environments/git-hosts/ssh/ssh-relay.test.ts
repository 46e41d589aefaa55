import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startSshRelay } from "./ssh-relay.ts";

/** A server that answers each client with what it said, and a relay before it. */
async function place(passage: Parameters<typeof startSshRelay>[0]["passage"]) {
  const server = createServer((socket) => void socket.on("error", () => {}).pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const relay = await startSshRelay({
    ...{ listen: "127.0.0.1", server: { host: "127.0.0.1", port }, passage },
  });
  onTestFinished(async () => {
    await relay[Symbol.asyncDispose]();
    server.close();
  });
  const client = () => {
    const socket = connect(relay.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    return socket.on("error", () => {});
  };
  return { relay, server, client };
}

const open = (connection: () => Promise<void>) => connection();

test("a relay passes on both ways, and a connection's end as well", async () => {
  let ended = 0;
  const { client } = await place(async (connection) => {
    await connection();
    ended += 1;
  });
  const socket = client();
  socket.write("SSH-2.0-test");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toBe("SSH-2.0-test");
  expect(ended).toBe(0);
  socket.end();
  await once(socket, "close");
  await expect.poll(() => ended).toBe(1);
});

test("a connection waits until it may pass, and one that is refused is closed", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const waiting = await place(async (connection) => {
    await promise;
    await connection();
  });
  const socket = waiting.client();
  socket.write("hello");
  await once(socket, "connect");
  expect(await answers(waiting.server)).toBe(0);
  resolve();
  expect(String((await once(socket, "data"))[0])).toBe("hello");
  const refusing = await place(() => Promise.reject(new Error("no")));
  await once(refusing.client(), "close");
});

test("connections end with the relay, those that wait, too", async () => {
  const { relay, client } = await place((connection, signal) =>
    signal.aborted ? Promise.reject(signal.reason) : open(connection),
  );
  const socket = client();
  socket.write("x");
  await once(socket, "data");
  await relay[Symbol.asyncDispose]();
  await once(socket, "close");
});

function answers(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
}
