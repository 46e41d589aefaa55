import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UsageError } from "../../../core/failure.ts";
import { type started as startedSim, until, withCredentials } from "./sim-host.ts";

/** Who may fetch and push, and who is told, at any Git host. */
export function holdAccess(started: typeof startedSim): void {
  test("an owned repository asks for its owner's credentials", async () => {
    const { host, git, port, root, recorded, entries } = await started();
    const url = host.repositoryUrl("private-1");
    const unowned = await fetch(`${url}/info/refs?service=git-upload-pack`);
    expect(unowned.status).toBe(401);
    expect(unowned.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect((await git(["ls-remote", withCredentials(host, "private-1", "owner")])).code).toBe(0);
    const strange = await git(["ls-remote", withCredentials(host, "private-1", "other")]);
    expect(strange.text).toContain("not found");
    const wrong = `http://owner:wrong@127.0.0.1:${port}${root}/private-1.git`;
    expect((await git(["ls-remote", wrong])).text).toContain("Authentication failed");
    const seen = await recorded(5);
    expect(seen.filter(({ account }) => account === "other").at(-1)).toMatchObject({ status: 404 });
    const { password } = host.credentials("owner");
    expect(JSON.stringify(entries)).not.toContain(password);
    expect(JSON.stringify(entries)).not.toContain(
      Buffer.from(`owner:${password}`).toString("base64"),
    );
  });

  test("expiry and rotation take effect on the next request and are on record", async () => {
    const { host, git, entries } = await started();
    const list = async (url: string) => (await git(["ls-remote", url])).code;
    const before = withCredentials(host, "private-1", "owner");
    expect(await list(before)).toBe(0);
    await host.expireCredential("owner");
    expect(await list(before)).toBe(128);
    expect(withCredentials(host, "private-1", "owner")).toBe(before);
    await host.rotateCredential("owner");
    expect(await list(before)).toBe(128);
    expect(await list(withCredentials(host, "private-1", "owner"))).toBe(0);
    expect(entries.filter(({ type }) => type === "git.credential")).toMatchObject([
      { account: "owner", change: "expired" },
      { account: "owner", change: "rotated" },
    ]);
    expect(() => host.credentials("nobody")).toThrow(UsageError);
  });

  test("an account's client pushes; the next to ask is told of it", async () => {
    const { dir, host, git, clone } = await started();
    await clone(withCredentials(host, "open", "other"), "work");
    const work = join(dir, "work");
    await writeFile(join(work, "pushed.yaml"), "x".repeat(3_000_000));
    const as = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"];
    await git(["add", "."], work);
    await git([...as, "commit", "-q", "-m", "pushed"], work);
    const head = (await git(["rev-parse", "HEAD"], work)).text.trim();
    await git(["-c", "protocol.version=0", "ls-remote", host.repositoryUrl("open")]);
    const anonymous = await git(["push", host.repositoryUrl("open"), "main"], work);
    expect(anonymous).toMatchObject({ code: 128 });
    expect(await git(["push", "-q", "origin", "main"], work)).toMatchObject({ code: 0 });
    for (const version of [0, 2]) {
      const list = ["-c", `protocol.version=${version}`, "ls-remote", host.repositoryUrl("open")];
      expect((await git(list)).text).toContain(head);
    }
    const files = { "more.yaml": "1" };
    const next = await host.commit({ repository: "open", branch: "main", message: "m", files });
    expect(next.previous).toBe(head);
  });

  test("pushes of clients are told to webhooks; a protected branch refuses those that rewrite it", async () => {
    const { dir, host, git, clone, entries } = await started();
    const told: string[] = [];
    await host.addWebhook({
      ...{ repository: "open", secret: "sesame" },
      async deliver({ body }) {
        told.push(JSON.parse(body).after);
        return 202;
      },
    });
    await clone(withCredentials(host, "open", "other"), "work");
    const work = join(dir, "work");
    const as = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"];
    const commit = async (...how: string[]) => {
      await git([...as, "commit", "-q", "--allow-empty", "-m", "pushed", ...how], work);
      return (await git(["rev-parse", "HEAD"], work)).text.trim();
    };
    const pushed = await commit();
    expect(await git(["push", "-q", "origin", "main"], work)).toMatchObject({ code: 0 });
    await until(() => entries.some(({ type }) => type === "git.webhook"));
    expect(told).toEqual([pushed]);
    expect(entries.filter(({ type }) => type === "git.webhook")).toMatchObject([
      { repository: "open", event: "push", commit: pushed, status: 202 },
    ]);
    await host.protectBranch({ repository: "open", branch: "main" });
    await commit("--amend", "-m", "rewritten");
    const forced = await git(["push", "-q", "--force", "origin", "main"], work);
    expect(forced.code).toBe(1);
    expect(forced.text).toContain("branch main is protected from force push");
    const deleted = await git(["push", "-q", "origin", ":main"], work);
    expect(deleted.code).toBe(1);
    expect((await git(["ls-remote", host.repositoryUrl("open"), "main"])).text).toContain(pushed);
    await git(["reset", "-q", "--hard", pushed], work);
    const next = await commit();
    expect(await git(["push", "-q", "origin", "main"], work)).toMatchObject({ code: 0 });
    await until(() => told.length === 2);
    expect(told).toEqual([pushed, next]);
    expect(JSON.stringify(entries)).not.toContain("sesame");
  });

  test("an unknown repository is not found", async () => {
    const { host, git, recorded } = await started();
    const { code, text } = await git(["ls-remote", withCredentials(host, "missing", "owner")]);
    expect(code).toBe(128);
    expect(text).toContain("not found");
    expect(await recorded(2)).toMatchObject([
      { repository: "missing", status: 401 },
      { repository: "missing", status: 404, account: "owner" },
    ]);
  });
}
