import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { HarnessError, UsageError } from "../../harness/core/failure.ts";
import { manualClock } from "../support/manual-clock.ts";
import { seededRandom } from "../support/random.ts";
import { findGit, runGit } from "./git-program.ts";
import { createRepositories } from "./repositories.ts";

async function repositories(seed = 1) {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-repositories-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const git = await findGit();
  const clock = manualClock();
  const made = createRepositories({ git, dir, clock, random: seededRandom(seed) });
  const ask = async (name: string, ...args: string[]) =>
    (await runGit({ git, folder: join(dir, `${name}.git`), args })).trim();
  return { ...made, clock, ask };
}

const content = { name: "r", branch: "main", files: 12, fileBytes: 50, history: 3 };

async function headOf(options: { seed: number; name?: string }) {
  const { create, ask } = await repositories(options.seed);
  const { name = "r" } = options;
  await create({ ...content, name });
  return ask(name, "rev-parse", "main");
}

test("the same seed and name give the same hashes, others do not", async () => {
  const head = await headOf({ seed: 1 });
  // Held to one value, so that a run can be repeated with a later release.
  expect(head).toBe("bab65b3b9a5a9028a12c171ddf10d1d9c52e7cf4");
  expect(await headOf({ seed: 1 })).toBe(head);
  expect(await headOf({ seed: 2 })).not.toBe(head);
  expect(await headOf({ seed: 1, name: "other" })).not.toBe(head);
});

test("holds the files and the history asked for, in one pack", async () => {
  const { create, ask } = await repositories();
  await create(content);
  expect(await ask("r", "symbolic-ref", "HEAD")).toBe("refs/heads/main");
  expect((await ask("r", "ls-tree", "-r", "-l", "main")).split("\n")).toHaveLength(12);
  expect(await ask("r", "ls-tree", "-r", "-l", "main")).toMatch(
    / 50\tcontent\/000\/000\/011\.txt$/,
  );
  expect(await ask("r", "rev-list", "--count", "main")).toBe("4");
  const changed = await ask("r", "diff-tree", "-r", "--name-only", "--no-commit-id", "main");
  expect(changed.split("\n")).toHaveLength(1);
  const counts = await ask("r", "count-objects", "-v");
  expect(counts).toMatch(/^count: 0$/m);
  expect(counts).toMatch(/^packs: 1$/m);
  await ask("r", "fsck", "--strict");
});

test("commits change, add and delete files on top of the head", async () => {
  const { create, commit, ask, clock } = await repositories();
  await create({ ...content, files: 0, history: 0 });
  clock.advance(70);
  const odd = 'dir/ü "quoted" \\ name.yaml';
  const first = await commit({
    ...{ repository: "r", branch: "main", message: "first\n\nwith body" },
    files: { "a.yaml": "a: 1\n", [odd]: "ü: 1\n", "gone.yaml": "" },
  });
  expect(first).toEqual({
    commit: await ask("r", "rev-parse", "main"),
    previous: null,
    pushedAtMs: 70,
  });
  const second = await commit({
    ...{ repository: "r", branch: "main", message: "second" },
    files: { "a.yaml": "a: 2\n", "gone.yaml": null, "never-was.yaml": null },
  });
  expect(second.previous).toBe(first.commit);
  expect(await ask("r", "show", "main:a.yaml")).toBe("a: 2");
  expect(await ask("r", "show", `main:${odd}`)).toBe("ü: 1");
  expect(await ask("r", "ls-tree", "-r", "-z", "--name-only", "main")).toBe(`a.yaml\0${odd}\0`);
  expect(await ask("r", "log", "--format=%ct %s", "main")).toBe(
    "1700000001 second\n1700000000 first",
  );
  await ask("r", "fsck", "--strict");
});

test("a commit onto another replaces what came after it", async () => {
  const { create, commit, ask } = await repositories();
  await create({ ...content, files: 0, history: 0 });
  const change = { repository: "r", branch: "main", message: "m" };
  const base = await commit({ ...change, files: { "base.yaml": "1" } });
  const lost = await commit({ ...change, files: { "lost.yaml": "1" } });
  const forced = await commit({ ...change, files: { "new.yaml": "1" }, onto: base.commit });
  expect(forced.previous).toBe(lost.commit);
  expect(await ask("r", "rev-parse", "main^")).toBe(base.commit);
  expect(await ask("r", "ls-tree", "--name-only", "main")).toBe("base.yaml\nnew.yaml");
  const nowhere = commit({ ...change, files: {}, onto: `${"0".repeat(39)}1` });
  await expect(nowhere).rejects.toThrow(HarnessError);
  expect(await ask("r", "rev-parse", "main")).toBe(forced.commit);
});

test("commits asked for at once follow one another", async () => {
  const { create, commit, ask } = await repositories();
  await create({ ...content, files: 0, history: 0 });
  const made = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      commit({ repository: "r", branch: "main", files: { [`${index}`]: "" }, message: "m" }),
    ),
  );
  expect(made.map(({ previous }) => previous)).toEqual([
    null,
    ...made.slice(0, -1).map(({ commit }) => commit),
  ]);
  expect(await ask("r", "rev-list", "--count", "main")).toBe("8");
});

test("says what is wrong with a name, a figure or a path", async () => {
  const { create, commit } = await repositories();
  for (const name of ["", ".", "..", "a/b", "../a", "-a", "a b"]) {
    await expect(create({ ...content, name })).rejects.toThrow(UsageError);
  }
  for (const branch of ["", "-x", "a..b/", "/a", "a b"]) {
    await expect(create({ ...content, branch })).rejects.toThrow(UsageError);
  }
  await expect(create({ ...content, files: -1 })).rejects.toThrow("files is -1");
  await create({ ...content, files: 0 });
  await expect(create(content)).rejects.toThrow("exists already");
  const change = { branch: "main", message: "m" };
  for (const path of ["", "/a", "a//b", "../a", "a/.git/config", "."]) {
    const bad = commit({ ...change, repository: "r", files: { [path]: "" } });
    await expect(bad).rejects.toThrow(UsageError);
  }
  await expect(commit({ ...change, repository: "x", files: {} })).rejects.toThrow(
    "no repository x",
  );
});

test("says when git is missing", async () => {
  await expect(findGit("/nonexistent")).rejects.toThrow(UsageError);
  await expect(findGit("/nonexistent")).rejects.toThrow("install git");
});
