import type { Random } from "../../harness/core/clock.ts";
import { commitHeader } from "./fast-import.ts";

export interface ContentOptions {
  branch: string;
  /** Extra files, all in the first commit. */
  files: number;
  fileBytes: number;
  /** Commits after that, each of which changes one extra file. */
  history: number;
  random: Random;
}

/** Folders hold at most so many entries, as a human's repository would. */
const folderEntries = 500;

/** How many commits `generateContent` makes. */
export function contentCommits({ files, history }: { files: number; history: number }): number {
  return (files > 0 ? 1 : 0) + history;
}

/** A repository in git's fast-import language, in pieces of some size. */
export function* generateContent(options: ContentOptions): Generator<Buffer> {
  const { branch, files, fileBytes, history } = options;
  const random = options.random.fork("content");
  if (files > 0) {
    yield Buffer.from(commitHeader({ branch, number: 0, message: "Generated content" }));
    let batch: Buffer[] = [];
    for (let index = 0; index < files; index += 1) {
      batch.push(...fileWith(contentPath(index), pseudoRandomText(random, fileBytes)));
      if (batch.length < 3 * folderEntries && index + 1 < files) continue;
      yield Buffer.concat(batch);
      batch = [];
    }
  }
  const touched = options.random.fork("history");
  for (let change = 0; change < history; change += 1) {
    const number = change + contentCommits({ files, history: 0 });
    const path = contentPath(touched.below(Math.max(1, files)));
    yield Buffer.concat([
      Buffer.from(commitHeader({ branch, number, message: `Generated change ${change + 1}` })),
      ...fileWith(path, pseudoRandomText(touched, fileBytes)),
    ]);
  }
}

/** `content/000/012/345.txt`: neither level grows past 500 entries below 125 million files. */
export function contentPath(index: number): string {
  const part = (divisor: number) =>
    String(Math.floor(index / divisor) % folderEntries).padStart(3, "0");
  return `content/${part(folderEntries ** 2)}/${part(folderEntries)}/${part(1)}.txt`;
}

function fileWith(path: string, text: Buffer): Buffer[] {
  return [Buffer.from(`M 100644 inline ${path}\ndata ${text.length}\n`), text, Buffer.from("\n")];
}

const letters = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .");
const lineBytes = 80;

/** Text that compresses no better than its alphabet does: six bits in eight. */
export function pseudoRandomText(random: Random, bytes: number): Buffer {
  const text = Buffer.allocUnsafe(bytes);
  let bits = 0;
  let left = 0;
  for (let at = 0; at < bytes; at += 1) {
    if (left === 0) {
      bits = random.below(2 ** 30);
      left = 5;
    }
    text[at] = at % lineBytes === lineBytes - 1 ? 10 : (letters[bits & 63] ?? 0);
    bits >>>= 6;
    left -= 1;
  }
  return text;
}
