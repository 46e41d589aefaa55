import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { HarnessError, PushRefusedError, UsageError } from "../../../harness/core/failure.ts";
import type { AccountSpec } from "../../../harness/core/scenario.ts";
import { pktLine } from "../../support/git-wire.ts";
import type { WebhookDelivery } from "../webhooks.ts";
import type { Asked } from "./git-servers.ts";

// Each commit of real git is a process or two, slow to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const empty = { branch: "main", files: 0, fileBytes: 0, history: 0 };
const change = { repository: "r", branch: "main", message: "m" };
const basic = ({ username, password }: { username: string; password: string }) => ({
  headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` },
});
const refsPath = "/r.git/info/refs?service=git-upload-pack";

/** Where a Git host is known to answer otherwise, and why nobody minds. */
export interface Differences {
  /** A HEAD without its branch points nowhere; Gitea makes the first branch that is pushed the default one. */
  firstBranchBecomesHead?: true;
  /** The body of a 401; clients read the status and the challenge. */
  refusalTexts?: true;
  /** Status of a GET for packs, which no client sends. */
  getOfPack?: number;
}

/** What every Git host of the harness does, simulated, modelled or real. */
export function holdToContract(options: {
  name: string;
  open(options?: { accounts?: AccountSpec[]; seed?: number }): Promise<Asked>;
  differences?: Differences;
}): void {
  const { name, open, differences = {} } = options;
  describe(name, () => contract(open, differences));
}

function contract(
  open: Parameters<typeof holdToContract>[0]["open"],
  differences: Differences,
): void {
  test("advertises HEAD, branches and tags, and nothing of an empty repository", async () => {
    const { server, advertised, ask } = await open();
    const { repositories } = server;
    await repositories.create({ name: "r", ...empty });
    expect(await advertised("r")).toMatchObject({ refs: new Map() });
    expect((await advertised("r")).head?.commit ?? "").toBe("");
    const other = await repositories.commit({ ...change, branch: "team/x", files: { a: "1" } });
    // HEAD's branch has no commit yet.
    if (!differences.firstBranchBecomesHead) {
      expect((await advertised("r")).head?.commit ?? "").toBe("");
    }
    const main = await repositories.commit({ ...change, files: { a: "1" } });
    await repositories.tag({ repository: "r", tag: "v1.0.0", commit: other.commit });
    expect(await advertised("r")).toMatchObject({
      head: differences.firstBranchBecomesHead
        ? { commit: other.commit, ref: "refs/heads/team/x" }
        : { commit: main.commit, ref: "refs/heads/main" },
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
    const { server, content } = await open();
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
    const { server, advertised, content } = await open();
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

  test("a protected branch moves forward only, and what is refused changes nothing", async () => {
    const { server, advertised, content } = await open();
    const { create, commit, protect } = server.repositories;
    await create({ name: "r", ...empty });
    const base = await commit({ ...change, files: { base: "1" } });
    const head = await commit({ ...change, files: { next: "1" } });
    await protect({ repository: "r", branch: "main" });
    const forced = commit({ ...change, files: { new: "1" }, onto: base.commit });
    await expect(forced).rejects.toThrow(PushRefusedError);
    await expect(forced).rejects.toThrow("branch main is protected from force push");
    expect((await advertised("r")).refs.get("refs/heads/main")).toBe(head.commit);
    const onHead = await commit({ ...change, files: { a: "1" }, onto: head.commit });
    expect(onHead.previous).toBe(head.commit);
    const after = await commit({ ...change, files: { b: "1" } });
    expect(after.previous).toBe(onHead.commit);
    expect((await content("r", after.commit)).files).toEqual({
      ...{ base: "1", next: "1", a: "1", b: "1" },
    });
    // Other branches may still be rewritten.
    const team = { ...change, branch: "team" };
    const first = await commit({ ...team, files: { a: "1" } });
    const lost = await commit({ ...team, files: { a: "2" } });
    const rewritten = await commit({ ...team, files: { a: "3" }, onto: first.commit });
    expect(rewritten.previous).toBe(lost.commit);
  });

  test("tells webhooks of pushes, signed, once the ref has moved", async () => {
    const { server, advertised } = await open();
    const { create, commit } = server.repositories;
    await create({ name: "r", ...empty });
    await create({ name: "other", ...empty });
    const first = await commit({ ...change, files: { a: "1" } });
    const sent: { delivery: WebhookDelivery; head: string | undefined }[] = [];
    const told = Promise.withResolvers<void>();
    await server.webhooks.add({
      ...{ repository: "r", secret: "sesame" },
      async deliver(delivery) {
        const head = (await advertised("r")).refs.get("refs/heads/main");
        if (sent.push({ delivery, head }) === 2) told.resolve();
        return 200;
      },
    });
    const made = [];
    for (const text of ["2", "3"]) {
      await commit({ ...change, repository: "other", files: { a: text } });
      made.push(await commit({ ...change, files: { a: text } }));
      while (sent.length < made.length) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await told.promise;
    expect(sent.map(({ head }) => head)).toEqual(made.map(({ commit }) => commit));
    expect(new Set(sent.map(({ delivery }) => delivery.headers["x-gitea-delivery"])).size).toBe(2);
    for (const [index, { delivery }] of sent.entries()) {
      const { headers, body } = delivery;
      const sha256 = createHmac("sha256", "sesame").update(body).digest("hex");
      expect(headers).toMatchObject({
        ...{ "content-type": "application/json", "x-hub-signature-256": `sha256=${sha256}` },
        ...{ "x-gitea-event": "push", "x-github-event": "push", "x-gitea-signature": sha256 },
      });
      expect(JSON.parse(body)).toMatchObject({
        ref: "refs/heads/main",
        before: made[index - 1]?.commit ?? first.commit,
        after: made[index]?.commit,
        repository: { name: "r" },
      });
    }
    expect(JSON.stringify(sent)).not.toContain("sesame");
  });

  test("the hash changes with content, parent, message and time, and with nothing else", async () => {
    const hashes = async (
      changes: { files: Record<string, string | null>; message?: string }[],
      seed = 1,
    ) => {
      const { server } = await open({ seed });
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
      const asked = await open({ seed });
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
    const { server } = await open();
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
    const { server, ask } = await open({ accounts });
    await server.repositories.create({ name: "r", ...empty });
    await server.repositories.create({ name: "open", ...empty });
    const statusOf = async (path: string, init?: RequestInit) => (await ask(path, init)).status;
    const owner = basic(server.accounts.credentials("owner"));
    const unowned = await ask(refsPath);
    expect(unowned.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(unowned.status).toBe(401);
    if (!differences.refusalTexts) expect(await unowned.text()).toBe("authentication required\n");
    expect(await statusOf(refsPath, owner)).toBe(200);
    expect(await statusOf(refsPath, basic(server.accounts.credentials("other")))).toBe(404);
    expect(await statusOf(refsPath, basic({ username: "owner", password: "x" }))).toBe(401);
    expect(await statusOf("/open.git/info/refs?service=git-upload-pack")).toBe(200);
    expect(await statusOf("/open.git/info/refs?service=git-receive-pack")).toBe(401);
    const missing = "/missing.git/info/refs?service=git-upload-pack";
    expect([await statusOf(missing), await statusOf(missing, owner)]).toEqual([401, 404]);
    await server.accounts.expire("owner");
    expect(await statusOf(refsPath, owner)).toBe(401);
    await server.accounts.rotate("owner");
    expect(await statusOf(refsPath, owner)).toBe(401);
    expect(await statusOf(refsPath, basic(server.accounts.credentials("owner")))).toBe(200);
  });

  test("refuses a commit that never was, and takes requests compressed by gzip", async () => {
    const { server, ask, pack } = await open();
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
    expect((await ask("/r.git/git-upload-pack")).status).toBe(differences.getOfPack ?? 400);
  });

  test("says what is wrong with a name, a figure or a path", async () => {
    const { create, commit, tag } = (await open()).server.repositories;
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
}
