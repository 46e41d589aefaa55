import { createHash } from "node:crypto";
import { flushPacket, pktLine, readPktLines } from "./git-pkt-line.ts";

/** One commit on its way into a repository, in place of git's pack of it. */
export interface ModelPush {
  /** `refs/heads/main` */
  ref: string;
  /** What the ref is expected to be at: the new commit's parent. */
  old: string;
  commit: string;
  message: string;
  /** Of the parent's tree; null deletes. */
  files: Record<string, string | null>;
}

/** The hash of a commit that a client of the model makes. */
export function modelCommitHash(commit: {
  parent: string;
  message: string;
  author: { name: string; email: string };
  seconds: number;
  files: Record<string, string | null>;
}): string {
  const { parent, message, author, seconds, files } = commit;
  const changes = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const who = `author ${author.name} <${author.email}> ${seconds}`;
  const lines = [`parent ${parent}`, who, "", message, JSON.stringify(changes)];
  return createHash("sha1").update(lines.join("\n")).digest("hex");
}

/** The body of `POST git-receive-pack`. */
export function writeModelPush({ ref, old, commit, message, files }: ModelPush): string {
  const command = pktLine(`${old} ${commit} ${ref}\0 report-status agent=go-git/5.x`);
  return `${command}${flushPacket}${pktLine(JSON.stringify({ message, files }))}`;
}

/** @throws Error for what is no push of the model. */
export function readModelPush(text: string): ModelPush {
  const [command = "", , content = ""] = [...readPktLines(text)];
  const [, old, commit, ref] = /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0]+)\0/.exec(command) ?? [];
  if (!old || !commit || !ref) throw new Error("no command to update a ref");
  const { message, files } = JSON.parse(content) as Partial<ModelPush>;
  if (message === undefined || !files) throw new Error("no model pack");
  return { ref, old, commit, message, files };
}

/** What became of a push. @param refused why the ref stays where it is. */
export function writePushReport(ref: string, refused: string | undefined): string {
  const status = refused === undefined ? `ok ${ref}\n` : `ng ${ref} ${refused}\n`;
  return `${pktLine("unpack ok\n")}${pktLine(status)}${flushPacket}`;
}

/** @throws Error in go-git's words when the push was refused. */
export function readPushReport(text: string): void {
  const [unpack = "", status = ""] = [...readPktLines(text)].map((line) => line.trimEnd());
  if (unpack !== "unpack ok") throw new Error(`unpack error: ${unpack.replace(/^unpack /, "")}`);
  const [, ref, because] = /^ng (\S+) (.*)$/.exec(status) ?? [];
  if (ref !== undefined) throw new Error(`command error on ${ref}: ${because}`);
}
