import { flushPacket, pktLine, readPktLines } from "./git-pkt-line.ts";

const capabilities =
  "multi_ack_detailed no-progress side-band-64k shallow thin-pack ofs-delta agent=go-git/5.x";

/** Asks for commits without their history, as go-git's shallow clone does. */
export function uploadPackRequest(wants: readonly string[]): string {
  const [first, ...more] = [...new Set(wants)].sort();
  if (first === undefined) throw new Error("empty wants provided");
  return [
    pktLine(`want ${first} ${capabilities}\n`),
    ...more.map((hash) => pktLine(`want ${hash}\n`)),
    pktLine("deepen 1\n"),
    flushPacket,
    pktLine("done\n"),
  ].join("");
}

/** The commits a request asks for. @throws Error for what is no request. */
export function readUploadPackRequest(text: string): string[] {
  const wants: string[] = [];
  for (const line of readPktLines(text)) {
    if (line === "") break;
    const [, hash] = /^want ([0-9a-f]{40})(?:[ \n]|$)/.exec(line) ?? [];
    if (hash !== undefined) wants.push(hash);
    else if (!/^(shallow|deepen|deepen-since|deepen-not|deepen-relative|filter)\b/.test(line)) {
      throw new Error(`unexpected line ${JSON.stringify(line.slice(0, 80))}`);
    }
  }
  if (wants.length === 0) throw new Error("no wants");
  return wants;
}
