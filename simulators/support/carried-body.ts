/** A body between its sender and its reader: what was sent arrives even where its end is a failure. */
export interface CarriedBody {
  stream: ReadableStream<Uint8Array>;
  put(piece: Uint8Array): void;
  end(): void;
  /** Errors the stream once its reader has taken what was put. */
  fail(error: Error): void;
  /** Errors the stream at once. */
  drop(error: Error): void;
  /** Put and not yet taken. */
  bytes(): number;
  /** Resolves when the reader has taken enough, or will take no more. */
  room(): Promise<void> | undefined;
}

/** About what a connection holds between two programs. */
const windowBytes = 64 * 1024;

/** @param cancelled told when the reader wants no more. */
export function createCarriedBody(cancelled: (reason: unknown) => void): CarriedBody {
  let pieces: Uint8Array[] = [];
  let taken = 0;
  let bytes = 0;
  let last: "end" | { error: Error } | undefined;
  let over = false;
  let reader: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** While the reader waits for a piece. */
  let asked: (() => void) | undefined;
  let room: PromiseWithResolvers<void> | undefined;

  const makeRoom = () => {
    if (!room || (bytes >= windowBytes && !over)) return;
    room.resolve();
    room = undefined;
  };
  const finish = () => {
    over = true;
    pieces = [];
    bytes = 0;
    makeRoom();
  };
  const next = (): Uint8Array | undefined => {
    const piece = pieces[taken];
    if (!piece) return undefined;
    taken += 1;
    // Not one by one, which would move all that is left each time.
    if (taken === pieces.length || taken === 1024) {
      pieces = pieces.slice(taken);
      taken = 0;
    }
    bytes -= piece.byteLength;
    return piece;
  };
  /** Gives the reader what it asked for; false when there is nothing yet. */
  const give = (): boolean => {
    if (over || !reader) return true;
    const piece = next();
    if (piece) {
      reader.enqueue(piece);
      makeRoom();
      return true;
    }
    if (!last) return false;
    finish();
    if (last === "end") reader.close();
    else reader.error(last.error);
    return true;
  };
  const tell = () => {
    if (!asked || !give()) return;
    asked();
    asked = undefined;
  };
  const conclude = (how: NonNullable<typeof last>) => {
    last ??= how;
    tell();
  };

  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        reader = controller;
      },
      pull() {
        if (give()) return undefined;
        return new Promise<void>((resolve) => {
          asked = resolve;
        });
      },
      cancel(reason) {
        finish();
        cancelled(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return {
    stream,
    put(piece) {
      if (over || last || piece.byteLength === 0) return;
      pieces.push(piece);
      bytes += piece.byteLength;
      tell();
    },
    end: () => conclude("end"),
    fail: (error) => conclude({ error }),
    drop(error) {
      if (over) return;
      finish();
      reader?.error(error);
      asked?.();
    },
    bytes: () => bytes,
    room() {
      if (over || bytes < windowBytes) return undefined;
      room ??= Promise.withResolvers();
      return room.promise;
    },
  };
}
