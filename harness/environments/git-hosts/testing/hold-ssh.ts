import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SshSource } from "../../git-host.ts";
import { knownHost, makeSshKey } from "../ssh/ssh-key.ts";
import type { Started, started as startedSim } from "./sim-host.ts";

/** Holds a Git host to what sources need of it over SSH, by OpenSSH and git as a client. */
export function holdSsh(started: typeof startedSim): void {
  test("a repository is cloned over SSH by its own deploy key, which tells it from others", async () => {
    const at = await started();
    const { host, git, dir } = at;
    const open = await sourceOf(at, "open");
    const first = await git([...(await asClient(at, open)), "clone", "-q", open.url, "first"]);
    expect(first).toEqual({ code: 0, text: "" });
    const change = { repository: "open", branch: "main", message: "m", files: { "new.yaml": "1" } };
    const { commit } = await host.commit(change);
    const pull = await git([...(await asClient(at, open)), "pull", "-q"], join(dir, "first"));
    expect(pull.code).toBe(0);
    const head = await git(["rev-parse", "HEAD"], join(dir, "first"));
    expect(head.text.trim()).toBe(commit);
    // One that only its owner reads by HTTP.
    const other = await sourceOf(at, "private-1");
    const listed = await git([...(await asClient(at, other)), "ls-remote", other.url]);
    expect(listed.text).toContain("refs/heads/main");
    const strange = await git([...(await asClient(at, open)), "ls-remote", other.url]);
    expect(strange.code).toBe(128);
  });

  test("a deploy key does not push", async () => {
    const at = await started();
    const { git, dir } = at;
    const source = await sourceOf(at, "open");
    const client = await asClient(at, source);
    expect((await git([...client, "clone", "-q", source.url, "work"])).code).toBe(0);
    const pushed = await git([...client, "push", "-q", "origin", "HEAD:more"], join(dir, "work"));
    expect(pushed.code).not.toBe(0);
    const listed = await git([...client, "ls-remote", source.url]);
    expect(listed.text).not.toContain("refs/heads/more");
  });

  test("a server with another host key is refused, and a key that nobody knows by the server", async () => {
    const at = await started();
    const { git } = at;
    const source = await sourceOf(at, "open");
    const { hostname: host, port } = new URL(source.url);
    const { publicKey } = makeSshKey();
    const wrong = knownHost({ host, port: Number(port), publicKey });
    const elsewhere = { ...source, secret: { ...source.secret, known_hosts: wrong } };
    const refused = await git([...(await asClient(at, elsewhere)), "ls-remote", source.url]);
    expect(refused).toMatchObject({ code: 128 });
    expect(refused.text).toMatch(/host key verification failed/i);
    const identity = makeSshKey().privateKey;
    const nobody = { ...source, secret: { ...source.secret, identity } };
    const denied = await git([...(await asClient(at, nobody)), "ls-remote", source.url]);
    expect(denied).toMatchObject({ code: 128 });
    expect(denied.text).toMatch(/permission denied/i);
  });
}

export async function sourceOf({ host }: Started, repository: string): Promise<SshSource> {
  const source = await host.sshSource?.(repository);
  if (!source) throw new Error(`no SSH source of ${repository}`);
  return source;
}

let clients = 0;

/** What git is told to be the client that a source is. */
export async function asClient({ dir }: Started, { secret }: SshSource): Promise<string[]> {
  clients += 1;
  const [key, known] = ["key", "known-hosts"].map((name) => join(dir, `${name}-${clients}`));
  await writeFile(key ?? "", secret.identity, { mode: 0o600 });
  await writeFile(known ?? "", secret.known_hosts);
  const options = [
    `UserKnownHostsFile=${known}`,
    "StrictHostKeyChecking=yes",
    "IdentitiesOnly=yes",
  ];
  const ssh = ["ssh", "-F", "/dev/null", "-i", key, ...options.flatMap((each) => ["-o", each])];
  return ["-c", `core.sshCommand=${ssh.join(" ")}`];
}
