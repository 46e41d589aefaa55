import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type GitProgram, runGit } from "./git-program.ts";
import { refusedForcePush } from "./repository-writer.ts";

/** Refs that are protected, one a line. */
const listName = "protected-refs";

/** git runs it in the repository before each ref moves, and takes its words to the client. */
const updateHook = `#!/bin/sh
grep -qxF "$1" ${listName} || exit 0
branch=\${1#refs/heads/}
none=0000000000000000000000000000000000000000
[ "$2" = $none ] && exit 0
if [ "$3" = $none ]; then
  echo "branch $branch is protected from deletion" >&2
  exit 1
fi
git merge-base --is-ancestor "$2" "$3" && exit 0
echo "branch $branch is protected from force push" >&2
exit 1
`;

/** Branches of one bare repository that only move forward. */
export interface Protection {
  add(branch: string): Promise<void>;
  /** @throws PushRefusedError where the branch is protected and `onto` lacks what it has. */
  check(change: {
    branch: string;
    previous: string | null;
    onto: string | undefined;
  }): Promise<void>;
}

export function protectionOf(options: {
  git: GitProgram;
  name: string;
  folder: string;
  signal?: AbortSignal;
}): Protection {
  const { name, folder } = options;
  const branches = new Set<string>();
  return {
    async add(branch) {
      branches.add(branch);
      await appendFile(join(folder, listName), `refs/heads/${branch}\n`);
      await mkdir(join(folder, "hooks"), { recursive: true });
      await writeFile(join(folder, "hooks", "update"), updateHook, { mode: 0o755 });
    },
    async check({ branch, previous, onto }) {
      if (!onto || !previous || onto === previous || !branches.has(branch)) return;
      const args = ["rev-list", "--max-count=1", previous, `^${onto}`];
      if ((await runGit({ ...options, args })).trim() !== "") throw refusedForcePush(name, branch);
    },
  };
}
