import { createHash } from "node:crypto";
import { HarnessError } from "../../harness/core/failure.ts";
import { changeTree, type ModelTree } from "./model-tree.ts";
import { firstCommitSeconds } from "./repository-writer.ts";

/** A commit of a repository in memory. */
export interface ModelCommit {
  hash: string;
  number: number;
  message: string;
  parent?: ModelCommit;
  /** Of the parent's tree. */
  files: Record<string, string | null>;
  /** Made anew from the parent's where it was let go. */
  tree?: ModelTree;
}

export function commitOn(options: {
  tree: ModelTree;
  number: number;
  message: string;
  parent?: ModelCommit;
  files?: Record<string, string | null>;
}): ModelCommit {
  const { tree, number, message, parent, files = {} } = options;
  const lines = [
    `tree ${tree.digest}`,
    ...(parent ? [`parent ${parent.hash}`] : []),
    `time ${firstCommitSeconds + number}`,
    "",
    message,
  ];
  const hash = createHash("sha1").update(lines.join("\n")).digest("hex");
  return { hash, number, message, files, tree, ...(parent && { parent }) };
}

/** Of so many commits in a row one keeps its tree. */
const keptEvery = 64;

/** Commits that others follow are rarely asked for: their trees would fill the memory of a long run. */
export function letGo(commit: ModelCommit) {
  if (commit.parent && commit.number % keptEvery !== 0) delete commit.tree;
}

export function treeOf(commit: ModelCommit): ModelTree {
  const changed: ModelCommit[] = [];
  for (let at: ModelCommit | undefined = commit; at; at = at.parent) {
    if (at.tree) return changed.reduceRight((tree, { files }) => changeTree(tree, files), at.tree);
    changed.push(at);
  }
  throw new HarnessError(`commit ${commit.hash} of the Git model has lost its tree`);
}

/** Whether a commit is this one or has it among its ancestors. */
export function follows(commit: ModelCommit | undefined, wanted: string | null): boolean {
  if (wanted === null) return true;
  for (let at = commit; at; at = at.parent) if (at.hash === wanted) return true;
  return false;
}
