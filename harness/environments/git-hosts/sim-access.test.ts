import { expect, test } from "vitest";
import { UsageError } from "../../core/failure.ts";
import { started, withCredentials } from "./testing/sim-host.ts";

test("an owned repository asks for its owner's credentials", async () => {
  const { host, git, port, recorded, entries } = await started();
  const url = host.repositoryUrl("private-1");
  const unowned = await fetch(`${url}/info/refs?service=git-upload-pack`);
  expect(unowned.status).toBe(401);
  expect(unowned.headers.get("www-authenticate")).toMatch(/^Basic /);
  expect(await unowned.text()).toBe("authentication required\n");
  expect((await git(["ls-remote", withCredentials(host, "private-1", "owner")])).code).toBe(0);
  const strange = await git(["ls-remote", withCredentials(host, "private-1", "other")]);
  expect(strange.text).toContain("not found");
  const wrong = `http://owner:wrong@127.0.0.1:${port}/private-1.git`;
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
