import { checkPath, firstCommitSeconds } from "./repository-writer.ts";

/** Everyone's name on a commit: the same content must give the same hash on every machine. */
const identity = "fluxproof <fluxproof@example.invalid>";

/** The opening of a commit in git's fast-import language; file commands follow. */
export function commitHeader(options: {
  branch: string;
  /** Counts the repository's commits from 0; gives the date. */
  number: number;
  message: string;
  /** Commit hash or mark; absent starts a new line of history. */
  parent?: string;
  mark?: string;
}): string {
  const { branch, number, message, parent, mark } = options;
  const when = `${firstCommitSeconds + number} +0000`;
  return [
    `commit refs/heads/${branch}`,
    ...(mark ? [`mark ${mark}`] : []),
    `author ${identity} ${when}`,
    `committer ${identity} ${when}`,
    `data ${Buffer.byteLength(message)}`,
    message,
    ...(parent ? [`from ${parent}`] : []),
    "",
  ].join("\n");
}

/** Writes or, with null, deletes a file. @throws UsageError for a path that git would not take. */
export function fileCommand(path: string, text: string | null): string {
  const quoted = quotePath(path);
  if (text === null) return `D ${quoted}\n`;
  return `M 100644 inline ${quoted}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
}

function quotePath(path: string): string {
  checkPath(path);
  const escaped = path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
