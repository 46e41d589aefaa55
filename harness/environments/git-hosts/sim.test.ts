import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { array, assert, asyncProperty, constantFrom, oneof, string } from "fast-check";
import { expect, test } from "vitest";
import { started } from "./testing/sim-host.ts";

test("a client clones, fetches what was committed, and sees a force-push", async () => {
  const { dir, host, git, clone, recorded } = await started();
  expect(await clone(host.repositoryUrl("open"), "work")).toEqual({ code: 0, text: "" });
  const work = join(dir, "work");
  expect(await readdir(join(work, "content/000/000"))).toHaveLength(20);
  const change = { repository: "open", branch: "main", message: "m" };
  const one = await host.commit({ ...change, files: { "one.yaml": "1" } });
  const two = await host.commit({ ...change, files: { "two.yaml": "2" } });
  expect(two.previous).toBe(one.commit);
  await git(["fetch", "-q", "--depth", "1", "origin", "main"], work);
  expect((await git(["rev-parse", "FETCH_HEAD"], work)).text.trim()).toBe(two.commit);
  const forced = await host.commit({ ...change, files: { "three.yaml": "3" }, onto: one.commit });
  await git(["fetch", "-q", "--depth", "1", "origin", "main"], work);
  expect((await git(["rev-parse", "FETCH_HEAD"], work)).text.trim()).toBe(forced.commit);
  const files = (await git(["ls-tree", "--name-only", "FETCH_HEAD"], work)).text.trim();
  expect(files.split("\n")).toEqual(["content", "one.yaml", "three.yaml"]);
  // A commit that no branch holds any more can still be asked for by its hash.
  expect((await git(["fetch", "-q", "origin", two.commit], work)).code).toBe(0);
  const [first, , pack] = await recorded(3);
  expect(first).toMatchObject({
    ...{ repository: "open", endpoint: "refs", method: "GET", status: 200, ended: "whole" },
    ...{ faults: [], agent: expect.stringMatching(/^git\//) },
  });
  expect(pack).toMatchObject({ endpoint: "pack", method: "POST", status: 200, ended: "whole" });
  // 20 files of 2000 bytes that compress to three quarters at best.
  expect(pack?.type === "git.request" && pack.bytes).toBeGreaterThan(20 * 2000 * 0.74);
});

// Version 0 lists the refs in info/refs, as Flux's client asks; 2 asks for them in a request of its own.
test.each([0, 2])(
  "a commit shows at once in what a client of protocol %i is told",
  async (version) => {
    const { host, git } = await started();
    const list = ["-c", `protocol.version=${version}`, "ls-remote"];
    for (let count = 0; count < 5; count += 1) {
      const files = { "count.yaml": `${count}` };
      const change = { repository: "open", branch: "main", message: "m", files };
      const { commit } = await host.commit(change);
      const { text } = await git([...list, host.repositoryUrl("open"), "refs/heads/main"]);
      expect(text).toContain(commit);
    }
  },
);

test("takes request bodies compressed by gzip", async () => {
  const { host } = await started();
  const files = { "a.yaml": "1" };
  const { commit } = await host.commit({ repository: "open", branch: "main", message: "m", files });
  const line = (text: string) => (text.length + 4).toString(16).padStart(4, "0") + text;
  const body = gzipSync(`${line(`want ${commit}\n`)}${line("deepen 1\n")}0000${line("done\n")}`);
  const headers = {
    "content-type": "application/x-git-upload-pack-request",
    "content-encoding": "gzip",
  };
  const url = `${host.repositoryUrl("open")}/git-upload-pack`;
  const response = await fetch(url, { method: "POST", headers, body });
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).includes("PACK")).toBe(true);
});

test("any path gets a status, and none leaves the repositories", async () => {
  const { dir, raw } = await started();
  await writeFile(join(dir, "secret.git"), "SECRET");
  const piece = oneof(
    constantFrom(
      "..",
      "/",
      "%2e%2e",
      "%2f",
      "open",
      ".git",
      "secret.git",
      "info/refs",
      "?service=",
    ),
    constantFrom("git-upload-pack", "git-receive-pack", "HEAD", "config", "objects", "\\", "#"),
    string({ unit: "grapheme-ascii", maxLength: 3 }).map((text) => text.replace(/\s/g, "")),
  );
  await assert(
    asyncProperty(array(piece, { maxLength: 8 }), async (pieces) => {
      const { text } = await raw(`/${pieces.join("")}`);
      expect(text).toMatch(/^HTTP\/1\.1 (200|400|401|404|405) /);
      expect(text).not.toContain("SECRET");
      expect(text).not.toContain("[core]");
    }),
    { numRuns: 300 },
  );
});

test("repositories come from the seed", async () => {
  const head = async (seed: number) => {
    const { host, git } = await started({ seed });
    return (await git(["ls-remote", host.repositoryUrl("open"), "HEAD"])).text;
  };
  const first = await head(1);
  expect(await head(1)).toBe(first);
  expect(await head(2)).not.toBe(first);
});
