import { type ClientHttp2Session, connect, constants } from "node:http2";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { ReceivedRequest } from "../../../support/received-request.ts";
import { type Ask, apartHeader } from "./play.ts";

/** A request as it goes over the wire. */
interface RawRequest {
  method: string;
  path: string;
  headers: [name: string, value: string][];
  body: Buffer | undefined;
}

/** A request of a case with its headers apart, and a token where it brings none. */
async function rawOf(request: Request, token: string): Promise<RawRequest> {
  const { pathname, search } = new URL(request.url);
  const apart: [string, string][] = JSON.parse(request.headers.get(apartHeader) ?? "[]");
  const headers = [...request.headers].filter(([name]) => name !== apartHeader);
  const all = [...headers, ...apart];
  if (!all.some(([name]) => name === "authorization"))
    all.push(["authorization", `Bearer ${token}`]);
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
  if (body) all.push(["content-length", String(body.byteLength)]);
  return { method: request.method, path: pathname + search, headers: all, body };
}

/** Calls a handler with requests as a listener would hand them on. */
export function askHandler(
  handle: (request: Request, context: { faults: string[] }) => Promise<Response>,
  token: string,
): Ask {
  return async (request) => {
    const { method, path, headers, body } = await rawOf(request, token);
    const incoming = Readable.from(body ? [body] : []);
    const head = { method, target: path, rawHeaders: headers.flat(), incoming };
    const received = new ReceivedRequest(head, "https://sim.invalid", new AbortController().signal);
    return handle(received, { faults: [] });
  };
}

/** Asks over HTTP/1.1 and TLS, a connection a request. */
export function askHttp1(origin: string, caCertificate: string, token: string): Ask {
  return async (request) => {
    const { method, path, headers, body } = await rawOf(request, token);
    const lines: Record<string, string[]> = {};
    for (const [name, value] of headers) lines[name] = [...(lines[name] ?? []), value];
    const sent = httpsRequest(new URL(path, origin), {
      ...{ method, ca: caCertificate, agent: false },
      headers: lines,
    });
    const answered = Promise.withResolvers<Response>();
    sent.on("error", answered.reject).on("response", (incoming) => {
      const { statusCode: status = 500, headersDistinct } = incoming;
      buffer(incoming).then(
        (bytes) => answered.resolve(responseOf(status, Object.entries(headersDistinct), bytes)),
        answered.reject,
      );
    });
    sent.end(body);
    return answered.promise;
  };
}

/** Asks over one connection of HTTP/2 and TLS. */
export function askHttp2(
  origin: string,
  caCertificate: string,
  token: string,
): { ask: Ask } & Disposable {
  const session: ClientHttp2Session = connect(origin, { ca: caCertificate });
  return {
    async ask(request) {
      const { method, path, headers, body } = await rawOf(request, token);
      const lines: Record<string, string | string[]> = { ":method": method, ":path": path };
      for (const [name, value] of headers) {
        const known = lines[name];
        lines[name] = known === undefined ? value : [known, value].flat();
      }
      const stream = session.request(lines, { endStream: body === undefined });
      const answered = Promise.withResolvers<Response>();
      stream.on("error", answered.reject).on("response", (answer) => {
        const status = Number(answer[constants.HTTP2_HEADER_STATUS]);
        const entries = Object.entries(answer).map(([name, value]): [string, string[]] => [
          name,
          [value ?? ""].flat().map(String),
        ]);
        buffer(stream).then(
          (bytes) => answered.resolve(responseOf(status, entries, bytes)),
          answered.reject,
        );
      });
      if (body) stream.end(body);
      return answered.promise;
    },
    [Symbol.dispose]: () => session.destroy(),
  };
}

function responseOf(
  status: number,
  entries: readonly [string, string[] | undefined][],
  bytes: Buffer,
): Response {
  const headers = new Headers();
  for (const [name, values] of entries) {
    if (name.startsWith(":")) continue;
    for (const value of values ?? []) headers.append(name, value);
  }
  return new Response(Uint8Array.from(bytes), { status, headers });
}
