import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { RequestContext } from "./handler.ts";

/** A request being answered. */
export interface Exchange {
  context: RequestContext;
  /** Aborts the request. */
  leaving: AbortController;
}

/**
 * The web-standard form of a request that Node parsed. The body is read only as far as the handler
 * asks. `release` lets go of what was left unread, which would block the connection's next request.
 * @throws TypeError for a target or method that the standard has no place for.
 */
export function toRequest(
  incoming: IncomingMessage,
  origin: string,
  signal: AbortSignal,
): { request: Request; release(): void } {
  const target = incoming.url ?? "/";
  const headers = new Headers();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at] ?? "", incoming.rawHeaders[at + 1] ?? "");
  }
  const method = incoming.method ?? "GET";
  const bodiless = method === "GET" || method === "HEAD";
  // Joined as text: resolving "//host/x" against the origin would leave the origin.
  const { body, release } = bodyOf(incoming);
  const request = new Request(target.startsWith("/") ? origin + target : target, {
    method,
    headers,
    signal,
    ...(bodiless ? {} : { body, duplex: "half" }),
  });
  return { request, release };
}

function bodyOf(incoming: IncomingMessage) {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  const drain = async () => {
    // An iterator that still holds the message would keep it from flowing.
    await chunks?.return?.();
    incoming.resume();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= incoming.iterator({ destroyOnReturn: false });
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: drain,
    },
    { highWaterMark: 0 },
  );
  // A message that broke off has nothing left to drain.
  return { body, release: () => void drain().catch(() => {}) };
}

/**
 * Writes a response out as fast as the client takes it. Rejects with the body's own error; resolves
 * early, without ending the answer, when `signal` aborts.
 * @param passage awaited before every write: a closed gate there freezes the answer.
 */
export async function sendResponse(options: {
  response: Response;
  outgoing: ServerResponse;
  signal: AbortSignal;
  passage: () => Promise<void> | undefined;
}): Promise<void> {
  const { response, outgoing, signal, passage } = options;
  const body = response.body?.getReader();
  const leave = () => void body?.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", leave, { once: true });
  try {
    if (signal.aborted) leave();
    await passage();
    if (signal.aborted) return;
    writeHead(response, outgoing);
    if (outgoing.req.method === "HEAD") leave();
    if (body && outgoing.req.method !== "HEAD") {
      outgoing.flushHeaders();
      for (;;) {
        const { done, value } = await body.read();
        await passage();
        if (signal.aborted) return;
        if (done) break;
        if (!outgoing.write(value)) await drained(outgoing);
      }
    }
    outgoing.end();
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

function writeHead(response: Response, outgoing: ServerResponse) {
  const headers = [...response.headers].flat();
  if (response.statusText) outgoing.writeHead(response.status, response.statusText, headers);
  else outgoing.writeHead(response.status, headers);
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off("drain", done);
      outgoing.off("close", done);
      resolve();
    };
    outgoing.on("drain", done);
    outgoing.on("close", done);
    if (outgoing.destroyed) done();
  });
}

/** Ends a connection the way a broken network or server does, after what was written has left. */
export function cutConnection(socket: Socket, how: "close" | "reset") {
  if (socket.destroyed) return;
  if (how === "close") {
    // Not destroyed: closing with unread input would turn the FIN into a RST.
    socket.end();
    return;
  }
  // A reset drops what the kernel has not been handed yet.
  socket.write(new Uint8Array(0), () => socket.resetAndDestroy());
}
