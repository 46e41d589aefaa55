import { flushPacket, pktLine, readPktLines } from "./git-pkt-line.ts";

/** What a repository has, as `info/refs` tells. */
export interface Advertisement {
  /** Hashes by full name (`refs/heads/main`, `refs/tags/v1`). None in an empty repository. */
  refs: Map<string, string>;
  /** Absent where its branch has no commit yet. */
  head?: {
    commit: string;
    /** The branch it stands for. */
    ref?: string;
  };
  /** Of the server; `symref` is told by `head`. */
  capabilities: string[];
}

/** @param advertisement its refs are told in the order of their names. */
export function writeAdvertisement(
  { refs, head, capabilities }: Advertisement,
  service: "git-upload-pack" | "git-receive-pack" = "git-upload-pack",
): string {
  const told: [name: string, hash: string][] = [...refs].sort(([a], [b]) => (a < b ? -1 : 1));
  if (head) told.unshift(["HEAD", head.commit]);
  const symref = head?.ref === undefined ? [] : [`symref=HEAD:${head.ref}`];
  const able = [...capabilities, ...symref].join(" ");
  const lines = told.map(([name, hash], index) =>
    pktLine(`${hash} ${name}${index === 0 ? `\0${able}` : ""}\n`),
  );
  return [pktLine(`# service=${service}\n`), flushPacket, ...lines, flushPacket].join("");
}

/** @throws Error in go-git's words for what is no advertisement. */
export function readAdvertisement(text: string): Advertisement {
  const lines = [...readPktLines(text)].map((line) => line.replace(/\n$/, ""));
  if (lines.length === 0) throw new Error("empty input");
  const first = lines[0] ?? "";
  if (first.startsWith("ERR ")) throw new Error(first.slice(4));
  const start = first.startsWith("# ") ? (lines[1] === "" ? 2 : 1) : 0;
  const advertisement: Advertisement = { refs: new Map(), capabilities: [] };
  for (let at = start; ; at += 1) {
    const line = lines[at];
    if (line === undefined) throw new Error(`pkt-line ${at + 1}: EOF`);
    if (line === "") return advertisement;
    const [told = "", able] = line.split("\0");
    if (at === start && able !== undefined) takeCapabilities(advertisement, able);
    takeRef(advertisement, told, at);
  }
}

function takeRef(advertisement: Advertisement, told: string, at: number) {
  // Shallow repositories say where they end, after their refs.
  if (/^shallow [0-9a-f]{40}$/.test(told)) return;
  const [, hash = "", name = ""] = /^([0-9a-f]{40}) (.+)$/.exec(told) ?? [];
  if (name === "") throw new Error(`pkt-line ${at + 1}: malformed ref data: no name found`);
  // An empty repository of newer servers has this line in place of refs.
  if (/^0+$/.test(hash)) return;
  if (name === "HEAD") advertisement.head = { ...advertisement.head, commit: hash };
  else if (!name.endsWith("^{}")) advertisement.refs.set(name, hash);
}

function takeCapabilities(advertisement: Advertisement, able: string) {
  const all = able.split(" ").filter((word) => word !== "");
  const symref = all.find((word) => word.startsWith("symref=HEAD:"));
  if (symref) advertisement.head = { commit: "", ref: symref.slice("symref=HEAD:".length) };
  advertisement.capabilities = all.filter((word) => word !== symref);
}
