/** `0000`, which ends a part of a conversation. */
export const flushPacket = "0000";

/** A line with its length before it, as git has it on the wire; see gitprotocol-common. */
export function pktLine(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, "0") + text;
}

/**
 * Takes a conversation apart; a flush is an empty line.
 * @throws Error where a length is none or more than there is.
 */
export function* readPktLines(text: string): Generator<string> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    const digits = bytes.toString("latin1", at, at + 4);
    if (!/^[0-9a-f]{4}$/i.test(digits)) throw new Error("invalid pkt-len found");
    const length = Number.parseInt(digits, 16);
    if (length > 0 && length < 4) throw new Error("invalid pkt-len found");
    const end = at + Math.max(4, length);
    if (end > bytes.length) throw new Error("unexpected EOF");
    yield bytes.toString("utf8", at + 4, end);
    at = end;
  }
}
