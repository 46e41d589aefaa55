import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { HarnessError, UsageError } from "../../harness/core/failure.ts";
import { pktLine } from "../support/git-wire.ts";
import { gitServer, kinds } from "./testing/git-servers.ts";

// Each commit of real git is a process or two, slow to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const empty = { branch: "main", files: 0, fileBytes: 0, history: 0 };
const change = { repository: "r", branch: "main", message: "m" };
const basic = ({ username, password }: { username: string; password: string }) => ({
  headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` },
});
const refsPath = "/r.git/info/refs?service=git-upload-pack";

describe.each(kinds)("%s", (kind) => {
  test("advertises HEAD, branches and tags, and nothing of an empty repository", async () => {
    const { server, advertised, ask } = await gitServer(kind);
    const { repositories } = server;
    await repositories.create({ name: "r", ...empty });
    expect(await advertised("r")).toMatchObject({ refs: new Map() });
    expect((await advertised("r")).head?.commit ?? "").toBe("");
    const other = await repositories.commit({ ...change, branch: "team/x", files: { a: "1" } });
    // HEAD's branch has no commit yet.
    expect((await advertised("r")).head?.commit ?? "").toBe("");
    const main = await repositories.commit({ ...change, files: { a: "1" } });
    await repositories.tag({ repository: "r", tag: "v1.0.0", commit: other.commit });
    expect(await advertised("r")).toMatchObject({
      head: { commit: main.commit, ref: "refs/heads/main" },
      refs: new Map([
        ["refs/heads/main", main.commit],
        ["refs/heads/team/x", other.commit],
        ["refs/tags/v1.0.0", other.commit],
      ]),
    });
    await repositories.tag({ repository: "r", tag: "v1.0.0", commit: main.commit });
    expect((await advertised("r")).refs.get("refs/tags/v1.0.0")).toBe(main.commit);
    const response = await ask(refsPath);
    expect(response.headers.get("content-type")).toBe(
      "application/x-git-upload-pack-advertisement",
    );
    expect(await response.text()).toMatch(/^001e# service=git-upload-pack\n0000/);
    expect(main.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  test("a commit changes, adds and deletes files, and folders as a whole", async () => {
    const { server, content } = await gitServer(kind);
    const { create, commit } = server.repositories;
    await create({ name: "r", ...empty });
    const holds = async (files: Record<string, string | null>) => {
      const made = await commit({ ...change, files });
      return (await content("r", made.commit)).files;
    };
    const odd = 'ü "quoted" \\ name.yaml';
    expect(await holds({ "a/b.yaml": "1\n", "a/c.yaml": "", [odd]: "ü\n" })).toEqual({
      ...{ "a/b.yaml": "1\n", "a/c.yaml": "", [odd]: "ü\n" },
    });
    expect(await holds({ "a/c.yaml": null, "never-was": null, [odd]: null, d: "2" })).toEqual({
      ...{ "a/b.yaml": "1\n", d: "2" },
    });
    // A file takes a folder's place, and a folder a file's.
    expect(await holds({ a: "3", "d/e": "4", "d/f/g": "5" })).toEqual({
      ...{ a: "3", "d/e": "4", "d/f/g": "5" },
    });
    expect(await holds({ d: null })).toEqual({ a: "3" });
    expect(await holds({})).toEqual({ a: "3" });
  });

  test("a force-push replaces what came after its parent, which can be asked for still", async () => {
    const { server, advertised, content } = await gitServer(kind);
    const { create, commit } = server.repositories;
    await create({ name: "r", ...empty });
    const base = await commit({ ...change, files: { base: "1" } });
    const lost = await commit({ ...change, files: { lost: "1" } });
    const forced = await commit({ ...change, files: { new: "1" }, onto: base.commit });
    expect([base.previous, lost.previous, forced.previous]).toEqual([
      ...[null, base.commit, lost.commit],
    ]);
    expect((await advertised("r")).refs.get("refs/heads/main")).toBe(forced.commit);
    expect((await content("r", forced.commit)).files).toEqual({ base: "1", new: "1" });
    expect((await content("r", lost.commit)).files).toEqual({ base: "1", lost: "1" });
    const nowhere = commit({ ...change, files: {}, onto: `${"0".repeat(39)}1` });
    await expect(nowhere).rejects.toThrow(HarnessError);
    expect((await advertised("r")).refs.get("refs/heads/main")).toBe(forced.commit);
  });

  test("the hash changes with content, parent, message and time, and with nothing else", async () => {
    const hashes = async (
      changes: { files: Record<string, string | null>; message?: string }[],
      seed = 1,
    ) => {
      const { server } = await gitServer(kind, { seed });
      await server.repositories.create({ name: "r", ...empty });
      const made: string[] = [];
      for (const each of changes) {
        made.push((await server.repositories.commit({ ...change, ...each })).commit);
      }
      return made;
    };
    const [first, again] = await hashes([{ files: { a: "1", b: "2" } }, { files: { a: "1" } }]);
    expect(again).not.toBe(first);
    expect(await hashes([{ files: { b: "2", a: "1" } }], 2)).toEqual([first]);
    for (const other of [
      { files: { a: "1", b: "3" } },
      { files: { a: "1", c: "2" } },
      { files: { a: "1" } },
      { files: { a: "1", b: "2" }, message: "other" },
    ]) {
      expect(await hashes([other])).not.toEqual([first]);
    }
  });

  test("generated content comes from the seed and the name, and can be deleted", async () => {
    const made = async (seed: number, name = "r", history = 3) => {
      const asked = await gitServer(kind, { seed });
      await asked.server.repositories.create({
        ...{ name, branch: "main", files: 12, fileBytes: 50, history },
      });
      const { refs } = await asked.advertised(name);
      return { ...asked, head: refs.get("refs/heads/main") ?? "" };
    };
    const { head, content, server } = await made(1);
    expect(await content("r", head)).toEqual({ files: {}, generated: 12 });
    expect((await made(1)).head).toBe(head);
    expect((await made(2)).head).not.toBe(head);
    expect((await made(1, "other")).head).not.toBe(head);
    expect((await made(1, "r", 2)).head).not.toBe(head);
    const holds = async (files: Record<string, string | null>) => {
      const { commit } = await server.repositories.commit({ ...change, files });
      return content("r", commit);
    };
    const path = "content/000/000/011.txt";
    expect(await holds({ [path]: "mine" })).toEqual({ files: { [path]: "mine" }, generated: 11 });
    expect(await holds({ [path]: null, "content/000/000/003.txt": null })).toEqual({
      ...{ files: {}, generated: 10 },
    });
    expect(await holds({ "content/000/000": null, a: "1" })).toEqual({
      ...{ files: { a: "1" }, generated: 0 },
    });
  });

  test("commits asked for at once follow one another", async () => {
    const { server } = await gitServer(kind);
    await server.repositories.create({ name: "r", ...empty });
    const made = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        server.repositories.commit({ ...change, files: { [`${index}`]: "" } }),
      ),
    );
    expect(made.map(({ previous }) => previous)).toEqual([
      ...[null, ...made.slice(0, -1).map(({ commit }) => commit)],
    ]);
  });

  test("says who may not, and what there is not", async () => {
    const accounts = [
      { name: "owner", owns: ["r"] },
      { name: "other", owns: [] },
    ];
    const { server, ask } = await gitServer(kind, { accounts });
    await server.repositories.create({ name: "r", ...empty });
    await server.repositories.create({ name: "open", ...empty });
    const statusOf = async (path: string, init?: RequestInit) => (await ask(path, init)).status;
    const owner = basic(server.accounts.credentials("owner"));
    const unowned = await ask(refsPath);
    expect(unowned.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect([unowned.status, await unowned.text()]).toEqual([401, "authentication required\n"]);
    expect(await statusOf(refsPath, owner)).toBe(200);
    expect(await statusOf(refsPath, basic(server.accounts.credentials("other")))).toBe(403);
    expect(await statusOf(refsPath, basic({ username: "owner", password: "x" }))).toBe(401);
    expect(await statusOf("/open.git/info/refs?service=git-upload-pack")).toBe(200);
    expect(await statusOf("/open.git/info/refs?service=git-receive-pack")).toBe(401);
    for (const path of ["/missing.git/info/refs?service=git-upload-pack", "/r.git/HEAD", "/"]) {
      expect(await statusOf(path, owner)).toBe(404);
    }
    server.accounts.expire("owner");
    expect(await statusOf(refsPath, owner)).toBe(401);
    server.accounts.rotate("owner");
    expect(await statusOf(refsPath, owner)).toBe(401);
    expect(await statusOf(refsPath, basic(server.accounts.credentials("owner")))).toBe(200);
  });

  test("refuses a commit that never was, and takes requests compressed by gzip", async () => {
    const { server, ask, pack } = await gitServer(kind);
    await server.repositories.create({ name: "r", ...empty });
    const { commit } = await server.repositories.commit({ ...change, files: { a: "1" } });
    const never = "1".repeat(40);
    const refused = Buffer.from(await pack("r", never)).toString();
    expect(refused).toContain(`ERR upload-pack: not our ref ${never}`);
    const body = gzipSync(`${pktLine(`want ${commit}\n`)}${pktLine("deepen 1\n")}00000009done\n`);
    const response = await ask("/r.git/git-upload-pack", {
      ...{ method: "POST", body },
      headers: {
        "content-type": "application/x-git-upload-pack-request",
        "content-encoding": "gzip",
      },
    });
    expect([response.status, response.headers.get("content-type")]).toEqual([
      ...[200, "application/x-git-upload-pack-result"],
    ]);
    expect((await response.text()).length).toBeGreaterThan(100);
    expect((await ask("/r.git/git-upload-pack")).status).toBe(400);
  });

  test("says what is wrong with a name, a figure or a path", async () => {
    const { create, commit, tag } = (await gitServer(kind)).server.repositories;
    for (const name of ["", "..", "a/b", "-a", "a b"]) {
      await expect(create({ ...empty, name })).rejects.toThrow(UsageError);
    }
    await expect(create({ ...empty, name: "r", branch: "a..b/" })).rejects.toThrow(UsageError);
    await expect(create({ ...empty, name: "r", files: -1 })).rejects.toThrow("files is -1");
    await create({ ...empty, name: "r" });
    await expect(create({ ...empty, name: "r" })).rejects.toThrow("exists already");
    for (const path of ["", "/a", "a//b", "../a", "a/.git/config", "."]) {
      await expect(commit({ ...change, files: { [path]: "" } })).rejects.toThrow(UsageError);
    }
    const nowhere = commit({ ...change, repository: "x", files: {} });
    await expect(nowhere).rejects.toThrow("no repository x");
    const never = "1".repeat(40);
    const badTag = tag({ repository: "r", tag: "-v", commit: never });
    await expect(badTag).rejects.toThrow("tag name");
    await expect(tag({ repository: "r", tag: "v1", commit: never })).rejects.toThrow(HarnessError);
  });
});
