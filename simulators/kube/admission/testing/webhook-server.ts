import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { wallClock } from "../../../support/clock.ts";
import { makePki } from "../../../support/pki.ts";
import type { HookServer } from "./play-admission.ts";

/** A webhook's server on loopback, with a certificate of its own authority. */
export async function startWebhookServer() {
  const { caCertificate, serverCertificate, serverKey } = await makePki(wallClock());
  let hooks: HookServer | undefined;
  const server = createServer(
    { cert: serverCertificate, key: serverKey },
    async (request, answer) => {
      // A client that leaves in the middle of what it sends wants no answer.
      const body = await buffer(request).catch(() => undefined);
      if (!body) return;
      const url = `https://${request.headers.host}${request.url}`;
      const response = await hooks?.(new Request(url, { method: "POST", body }));
      answer.writeHead(response?.status ?? 500, Object.fromEntries(response?.headers ?? []));
      answer.end(await response?.text());
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caCertificate,
    serve(given: HookServer) {
      hooks = given;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
