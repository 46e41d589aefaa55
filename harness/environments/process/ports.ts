import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { makeToken } from "../../../simulators/support/pki.ts";
import { seededRandom } from "../../../simulators/support/random.ts";

const lowestPort = 10_000;
/** Where Linux begins to give ports to outgoing connections, unless told otherwise. */
const usualEphemeral = 32_768;
const attemptsMax = 2_000;

/**
 * Loopback ports that nothing listens on, all different. Another program may take one before it is
 * used: whoever starts a server on it finds out. They lie below those that the system gives to outgoing
 * connections, which on a busy machine take a port within moments.
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const span = ephemeralStart() - lowestPort;
  const random = seededRandom(makeToken());
  const servers: Server[] = [];
  try {
    for (let attempt = 0; servers.length < count; attempt += 1) {
      // A system with its range elsewhere has the last word.
      const drawn = attempt < attemptsMax && span > 0 ? lowestPort + random.below(span) : 0;
      const server = await listen(drawn).catch(() => undefined);
      if (server) servers.push(server);
    }
    return servers.map(portOf);
  } finally {
    await Promise.all(servers.map(close));
  }
}

/** Whether a loopback port can be listened on now. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch {
    return false;
  }
}

function ephemeralStart(): number {
  try {
    const range = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8");
    return Number.parseInt(range, 10) || usualEphemeral;
  } catch {
    return usualEphemeral;
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP server");
  return address.port;
}
