import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { findFreePorts, isPortFree } from "./ports.ts";

test("finds different ports that can be listened on", async () => {
  const ports = await findFreePorts(20);
  expect(new Set(ports).size).toBe(20);
  const range = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8");
  // Outgoing connections of other programs can't take them.
  expect(Math.max(...ports)).toBeLessThan(Number.parseInt(range, 10));
  const [port = 0] = ports;
  expect(await isPortFree(port)).toBe(true);
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  expect(await isPortFree(port)).toBe(false);
  server.close();
  await once(server, "close");
});
