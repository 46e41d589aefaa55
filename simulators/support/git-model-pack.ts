import { NetworkFailure } from "./network-failure.ts";

/** All that a commit holds. */
export interface ModelSnapshot {
  commit: string;
  /** The first line of the commit's message. */
  message: string;
  /** Hashes of its parents. */
  parents: string[];
  /** Text by path. */
  files: Record<string, string>;
  /** Files that nobody reads: their number, the bytes of them all and of the largest, and those in a pack. */
  unread: { files: number; bytes: number; largestBytes: number; packedBytes: number };
}

/** The pack's first line. Lines of text that several files have are told once. */
interface Head extends Pick<ModelSnapshot, "commit" | "message" | "parents" | "unread"> {
  lines: string[];
  /** Numbers of lines. */
  files: Record<string, number[]>;
  /** Bytes that follow. */
  padding: number;
}

/** As a server writes to its connection. */
const pieceBytes = 16 * 1024;
const blank = Buffer.alloc(pieceBytes, ".");

/** A snapshot on the wire, nearly as large as git's own pack of one such commit. */
export function* writeModelPack(snapshot: ModelSnapshot): Generator<Uint8Array> {
  const head = headOf(snapshot);
  const line = Buffer.from(`${JSON.stringify(head)}\n`);
  for (let at = 0; at < line.length; at += pieceBytes) yield line.subarray(at, at + pieceBytes);
  for (let left = head.padding; left > 0; left -= pieceBytes) {
    yield blank.subarray(0, Math.min(pieceBytes, left));
  }
}

/**
 * The size of a real pack of one commit, by fits to packs of git 2.39: random text of 64 letters keeps three
 * quarters of its size; each file costs its header and its place in a tree. Within a few percent; but where
 * manifests are nearly all there is, their text alone makes the model's pack larger, by about a third.
 */
function packBytes({ files, unread }: ModelSnapshot): number {
  const texts = Object.values(files);
  const textBytes = texts.reduce((sum, text) => sum + text.length, 0);
  const fileCount = unread.files + texts.length;
  return Math.round(300 + 57 * fileCount + unread.packedBytes + 0.25 * textBytes);
}

function headOf(snapshot: ModelSnapshot): Head {
  const { commit, message, parents, unread } = snapshot;
  const numbers = new Map<string, number>();
  const numberOf = (line: string) => {
    const number = numbers.get(line) ?? numbers.size;
    numbers.set(line, number);
    return number;
  };
  const files = Object.fromEntries(
    Object.entries(snapshot.files).map(([path, text]) => [path, text.split("\n").map(numberOf)]),
  );
  const whole = { commit, message, parents, unread, lines: [...numbers.keys()], files };
  // The line tells its own padding, which takes room, too: a few bytes more or less don't matter.
  const lineBytes = Buffer.byteLength(JSON.stringify(whole));
  return { ...whole, padding: Math.max(0, packBytes(snapshot) - lineBytes) };
}

/** @throws Error in go-git's words when the pack breaks off or the server refused to give one. */
export async function readModelPack(chunks: AsyncIterable<Uint8Array>): Promise<ModelSnapshot> {
  const seen: Uint8Array[] = [];
  let bytes = 0;
  let headBytes: number | undefined;
  try {
    for await (const chunk of chunks) {
      if (headBytes === undefined) {
        const newline = chunk.indexOf(10);
        seen.push(chunk);
        if (newline >= 0) headBytes = bytes + newline + 1;
      }
      bytes += chunk.length;
    }
  } catch (error) {
    if (!(error instanceof NetworkFailure && error.kind === "closed")) throw error;
    throw new Error(bytes === 0 ? "empty git-upload-pack given" : "unexpected EOF");
  }
  if (bytes === 0) throw new Error("empty git-upload-pack given");
  const text = Buffer.concat(seen).toString("utf8");
  const refused = /^[0-9a-f]{4}ERR (.*)/s.exec(text)?.[1];
  if (refused !== undefined) throw new Error(refused.trimEnd());
  if (headBytes === undefined) throw new Error("unexpected EOF");
  const head = parseHead(text.slice(0, text.indexOf("\n")));
  if (bytes < headBytes + head.padding) throw new Error("unexpected EOF");
  const { commit, message, parents, unread, lines } = head;
  const texts = Object.entries(head.files).map(([path, numbers]) => [
    path,
    numbers.map((number) => lines[number] ?? "").join("\n"),
  ]);
  return { commit, message, parents, files: Object.fromEntries(texts), unread };
}

function parseHead(line: string): Head {
  try {
    const head = JSON.parse(line) as Partial<Head>;
    const { commit, message, parents, padding, lines, files, unread } = head;
    const isSized = padding !== undefined && unread;
    if (commit && message !== undefined && parents && isSized && lines && files) {
      return { commit, message, parents, padding, lines, files, unread };
    }
  } catch {
    // Said below.
  }
  throw new Error("malformed pack file signature");
}
