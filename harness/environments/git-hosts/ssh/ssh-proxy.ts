import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import {
  ConnectionCut,
  type Handler,
  type RequestContext,
} from "../../../../simulators/support/handler.ts";
import { onAbort } from "../../../../simulators/support/on-abort.ts";

export interface SshServer {
  host: string;
  port: number;
}

/**
 * Passes connections on to an SSH server, each as one request. What is in them is between the two, but for the
 * client's name for itself, which goes before all that is encrypted.
 */
export function sshProxy(server: SshServer): Handler {
  return async (request, context) => {
    const upstream = connect({ ...server, noDelay: true, allowHalfOpen: true });
    // What breaks it shows to those who read and write it.
    upstream.on("error", () => {});
    onAbort(request.signal, () => upstream.destroy());
    await once(upstream, "connect", { signal: request.signal });
    const sent = naming(request.body ?? new ReadableStream(), context);
    pipeline(sent, upstream, { end: true }).catch(() => upstream.destroy());
    return new Response(ReadableStream.from(answerOf(upstream)));
  };
}

/** A server that resets the connection does so to the client. */
async function* answerOf(upstream: Socket): AsyncGenerator<Uint8Array> {
  try {
    yield* upstream;
  } catch {
    throw new ConnectionCut("reset", "the SSH server reset the connection");
  }
}

/** RFC 4253, section 4.2: at most so long, with the end of the line. */
const nameBytesMax = 255;

async function* naming(
  chunks: AsyncIterable<Uint8Array>,
  context: RequestContext,
): AsyncGenerator<Uint8Array> {
  let line = "";
  for await (const chunk of chunks) {
    if (context.agent === undefined && line.length < nameBytesMax) {
      line += Buffer.from(chunk).toString("latin1", 0, nameBytesMax);
      const [, name] = /^(SSH-[\x21-\x7e]+).*[\r\n]/.exec(line) ?? [];
      if (name) context.agent = name;
    }
    yield chunk;
  }
}
