/** An answer as HTTP/1.1 has it on the wire. */
export interface WireAnswer {
  status: number;
  type: string;
  body: Buffer;
  /** The connection ends with it. */
  last: boolean;
}

/** The whole answers there are in the bytes; `rest` is where one has begun that isn't whole. */
export function http1Answers(
  bytes: Buffer,
  options: { closed: boolean; head?: boolean },
): { answers: WireAnswer[]; rest: number } {
  const answers: WireAnswer[] = [];
  let at = 0;
  for (;;) {
    const headEnd = bytes.indexOf("\r\n\r\n", at);
    if (headEnd < 0) return { answers, rest: bytes.length - at };
    const head = bytes.toString("latin1", at, headEnd);
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? Number.NaN);
    const start = headEnd + 4;
    const bodiless = options.head || status < 200 || status === 204 || status === 304;
    const body = bodiless
      ? { bytes: Buffer.alloc(0), end: start }
      : bodyAt(bytes, start, head, options.closed);
    if (!body) return { answers, rest: bytes.length - at };
    // Those before the answer itself, such as 100, are none.
    if (!(status < 200)) {
      const type = /^content-type: *(.*)$/im.exec(head)?.[1]?.trim() ?? "";
      const last = /^connection: *close/im.test(head);
      answers.push({ status, type, last, body: body.bytes });
    }
    at = body.end;
    if (at >= bytes.length) return { answers, rest: 0 };
  }
}

function bodyAt(bytes: Buffer, start: number, head: string, closed: boolean) {
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return end <= bytes.length ? { bytes: bytes.subarray(start, end), end } : undefined;
  }
  if (/^transfer-encoding: *chunked/im.test(head)) return chunksAt(bytes, start);
  return closed ? { bytes: bytes.subarray(start), end: bytes.length } : undefined;
}

function chunksAt(bytes: Buffer, start: number) {
  const parts: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const dataAt = lineEnd + 2;
    if (Number.isNaN(size) || dataAt + size + 2 > bytes.length) return undefined;
    parts.push(bytes.subarray(dataAt, dataAt + size));
    at = dataAt + size + 2;
    if (size === 0) return { bytes: Buffer.concat(parts), end: at };
  }
}
