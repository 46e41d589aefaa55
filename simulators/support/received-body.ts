import type { Readable } from "node:stream";

/** A request's body is longer than what its reader takes. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";

  constructor(bytesMax: number) {
    super(`the body is larger than ${bytesMax} bytes`);
  }
}

/** Others are being read that hold all the memory there is for bodies. */
export class BodiesTooMany extends Error {
  override readonly name = "BodiesTooMany";

  constructor() {
    super(`the bodies being read hold ${heldBytesMax} bytes, which is all they may`);
  }
}

/** What comes as a body breaks the rules of the protocol: nobody knows where it ends. */
export class MalformedBody extends Error {
  override readonly name = "MalformedBody";
}

const broken = new WeakMap<Readable, MalformedBody>();

/** Ends the reading of a body, now or when it is begun, without ending the connection it comes over. */
export function breakBody(incoming: Readable, error: MalformedBody): void {
  broken.set(incoming, error);
  if (incoming.listenerCount("error") > 0) incoming.emit("error", error);
}

/** For all bodies of the process that are read as a whole. */
const heldBytesMax = 128 * 1024 * 1024;
let heldBytes = 0;

const cutOff = "the body broke off";

/** A stream of HTTP/2 whose connection is lost ends as if all had come. */
function wasCutOff(incoming: Readable & { aborted?: boolean }): boolean {
  return incoming.aborted === true;
}

/** A body as a stream that reads no further than it is asked, and what lets go of the unread rest. */
export function streamReceived(incoming: Readable): {
  stream: ReadableStream<Uint8Array>;
  /** Whether anything was read or given up. */
  used(): boolean;
  release(): void;
} {
  let canceled = false;
  let chunks: AsyncIterator<Uint8Array> | undefined;
  const drain = async () => {
    canceled = true;
    // An iterator that still holds the message would keep it from flowing.
    await chunks?.return?.();
    incoming.resume();
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= incoming.iterator({ destroyOnReturn: false });
        const { done, value } = await chunks.next();
        if (done && wasCutOff(incoming)) controller.error(new Error(cutOff));
        else if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: drain,
    },
    { highWaterMark: 0 },
  );
  // A message that broke off has nothing left to drain.
  return {
    stream,
    used: () => canceled || chunks !== undefined,
    release: () => void drain().catch(() => {}),
  };
}

/**
 * Collects a body without a stream between. Rejects with the reason of `signal` when the body breaks off,
 * and with that of `until` when it is given up.
 */
export function readReceived(
  incoming: Readable,
  { bytesMax, signal, until }: { bytesMax: number; signal: AbortSignal; until?: AbortSignal },
): Promise<Uint8Array> {
  const known = broken.get(incoming);
  if (known) return Promise.reject(known);
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  const giveUp = (error: unknown) => {
    incoming.off("data", take).pause();
    reject(error);
    release();
  };
  const release = () => {
    heldBytes -= bytes;
    bytes = 0;
    chunks = [];
  };
  const take = (chunk: Uint8Array) => {
    bytes += chunk.length;
    heldBytes += chunk.length;
    if (bytes > bytesMax) giveUp(new BodyTooLarge(bytesMax));
    else if (heldBytes > heldBytesMax) giveUp(new BodiesTooMany());
    else chunks.push(chunk);
  };
  until?.addEventListener("abort", () => giveUp(until.reason), { once: true });
  incoming
    .on("data", take)
    .on("end", () => {
      if (wasCutOff(incoming)) reject(signal.reason ?? new Error(cutOff));
      else resolve(joined(chunks));
      release();
    })
    .on("error", (error) => {
      reject(error);
      release();
    })
    .on("close", () => {
      if (!incoming.readableEnded) reject(signal.reason ?? new Error(cutOff));
      release();
    });
  return promise;
}

/** Collects what is left of a stream. */
export async function readStream(
  stream: ReadableStream<Uint8Array> | null,
  bytesMax: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new BodyTooLarge(bytesMax);
    chunks.push(chunk);
  }
  return joined(chunks);
}

function joined(chunks: Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}
