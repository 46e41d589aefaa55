/** Where events end in a chunk of a watch's body: offsets after their last bytes. */
export type EventEnds = (chunk: Uint8Array) => number[];

/**
 * Reads along a watch's body, in chunks cut anywhere, by its content type: lines of JSON, or protobuf
 * messages behind their lengths.
 */
export function eventEnds(contentType: string): EventEnds {
  return contentType.startsWith("application/vnd.kubernetes.protobuf") ? frameEnds() : lineEnds;
}

const newline = 10;
const lengthBytes = 4;

function lineEnds(chunk: Uint8Array): number[] {
  const ends: number[] = [];
  for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) {
    ends.push(at + 1);
  }
  return ends;
}

function frameEnds(): EventEnds {
  let length = 0;
  let lengthBytesSeen = 0;
  /** Of the message under way; its length is known. */
  let left = 0;
  return (chunk) => {
    const ends: number[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (lengthBytesSeen < lengthBytes) {
        length = length * 256 + (chunk[at] ?? 0);
        lengthBytesSeen += 1;
        at += 1;
        if (lengthBytesSeen < lengthBytes) continue;
        left = length;
      }
      const taken = Math.min(left, chunk.length - at);
      at += taken;
      left -= taken;
      if (left > 0) break;
      ends.push(at);
      length = 0;
      lengthBytesSeen = 0;
    }
    return ends;
  };
}
