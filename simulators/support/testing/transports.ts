import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import { wallClock } from "../clock.ts";
import { makePki } from "../pki.ts";

export const pki = await makePki(wallClock());

/** What the listener speaks and what its clients speak. */
export const transports = ["http/1.1", "http/1.1 over TLS", "http/2"] as const;
export type Transport = (typeof transports)[number];

export const tlsOf = (transport: Transport) =>
  transport === "http/1.1"
    ? {}
    : { tls: { key: pki.serverKey, certificate: pki.serverCertificate } };

export interface Sent {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Readable;
}

interface Sending {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: Readable | Uint8Array;
}

/** A client that keeps to one connection; a call resolves as soon as the answer's head is there. */
export function client({ transport, port }: { transport: Transport; port: number }) {
  const dial = transport === "http/2" ? dialHttp2(port) : dialHttp1(transport, port);
  onTestFinished(dial.leave);
  const sendAgain = (sending: Sending): Promise<Sent> => {
    const { promise, resolve, reject } = Promise.withResolvers<Sent>();
    const { path = "/", method = "GET", headers = {}, body } = sending;
    const outgoing = dial.request({ path, method, headers }, resolve).on("error", reject);
    if (body instanceof Readable) body.pipe(outgoing);
    else outgoing.end(body);
    return promise;
  };
  return Object.assign(sendAgain, { leave: dial.leave });
}

/** Sends one request over a connection of its own. */
export const send = (options: Sending & { transport: Transport; port: number }) =>
  client(options)(options);

type Head = Required<Omit<Sending, "body">>;

function dialHttp1(transport: Transport, port: number) {
  const secure = transport !== "http/1.1";
  const trust = { ca: pki.caCertificate };
  const settings = { keepAlive: true, maxSockets: 1 };
  const agent = secure ? new HttpsAgent({ ...settings, ...trust }) : new HttpAgent(settings);
  const make = secure ? httpsRequest : httpRequest;
  return {
    request: (head: Head, resolve: (sent: Sent) => void) =>
      make({ ...head, host: "127.0.0.1", port, agent }, (answer) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
      }),
    leave: () => agent.destroy(),
  };
}

function dialHttp2(port: number) {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: pki.caCertificate });
  session.on("error", () => {});
  return {
    request: ({ path, method, headers }: Head, resolve: (sent: Sent) => void) => {
      const head = { ...headers, ":method": method, ":path": path };
      const stream = session.request(head, { endStream: method === "GET" || method === "HEAD" });
      return stream.on("response", ({ ":status": status = 0, ...rest }) => {
        resolve({ status, headers: rest, body: stream });
      });
    },
    leave: () => session.destroy(new Error("the client left")),
  };
}

export const textOf = async ({ body }: Sent) => Buffer.concat(await body.toArray()).toString();
