import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { UsageError } from "../../core/failure.ts";
import { isSimulatedAsset } from "./asset-mark.ts";
import { shellWord, writeEnvtestAssets } from "./envtest-assets.ts";

const node = process.execPath;

/** A folder whose name a shell would take apart. */
async function place() {
  const root = await mkdtemp(join(tmpdir(), "it's an envtest-"));
  return {
    root,
    assets: join(root, "new folder"),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

test("writes programs that need no environment and no folder, and writes them again", async () => {
  await using dir = await place();
  for (let time = 0; time < 2; time++) {
    const { folder, kubectl } = await writeEnvtestAssets({ folder: dir.assets, path: "", node });
    expect(folder).toBe(dir.assets);
    expect(kubectl).toBeUndefined();
  }
  const bare = { cwd: "/", env: { NODE_OPTIONS: "--no-such-option" } };
  const run = promisify(execFile);
  const apiserver = await run(join(dir.assets, "kube-apiserver"), ["--help"], bare);
  // The flag by which envtest tells servers before 1.24 from later ones.
  expect(apiserver.stdout).not.toMatch(/^\s*--insecure-port\b/m);
  expect(apiserver.stdout).toMatch(/^\s*--secure-port\b/m);
  const etcd = await run(join(dir.assets, "etcd"), ["--help"], bare);
  expect(etcd.stdout).toMatch(/^\s*--unsafe-no-fsync\b/m);
  expect(await isSimulatedAsset(join(dir.assets, "etcd"))).toBe(true);
});

test("starts an etcd that is healthy where it was told, and ends it by SIGTERM", async () => {
  await using dir = await place();
  await writeEnvtestAssets({ folder: dir.assets, path: "", node });
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    join(dir.assets, "etcd"),
    [`--listen-client-urls=${url}`, `--advertise-client-urls=${url}`, "--unsafe-no-fsync=true"],
    { env: {}, stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = once(child, "exit");
  try {
    await once(child.stderr, "data");
    const answer = await fetch(`${url}/health`);
    expect(await answer.text()).toBe('{"health":"true","reason":""}');
  } finally {
    child.kill("SIGTERM");
  }
  expect(await ended).toEqual([null, "SIGTERM"]);
});

test("links the kubectl on the path, and not the one it linked before", async () => {
  await using dir = await place();
  const bin = join(dir.root, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "kubectl"), "", { mode: 0o755 });
  const path = `/nowhere:${dir.assets}:${bin}`;
  for (let time = 0; time < 2; time++) {
    await writeEnvtestAssets({ folder: dir.assets, path, node });
    expect(await readlink(join(dir.assets, "kubectl"))).toBe(join(bin, "kubectl"));
  }
});

test("refuses to replace what others made", async () => {
  await using dir = await place();
  const write = () => writeEnvtestAssets({ folder: dir.assets, path: "", node });
  await mkdir(dir.assets);
  const etcd = join(dir.assets, "etcd");
  await writeFile(etcd, "#!/bin/sh\n");
  await expect(write()).rejects.toThrow(UsageError);
  await expect(write()).rejects.toThrow(`${etcd} is there already and not fluxproof's`);
  await rm(etcd);
  // Written through a link, a real program would be lost.
  await symlink(join(dir.root, "real"), etcd);
  await expect(write()).rejects.toThrow(UsageError);
});

test("refuses a folder that can't be", async () => {
  await using dir = await place();
  await writeFile(dir.assets, "");
  const write = writeEnvtestAssets({ folder: dir.assets, path: "", node });
  await expect(write).rejects.toThrow(UsageError);
  await expect(write).rejects.toThrow(`cannot write envtest assets to ${dir.assets}: EEXIST`);
});

test("quotes for a shell only what needs it", () => {
  expect(shellWord("/usr/bin/node-24")).toBe("/usr/bin/node-24");
  expect(shellWord("/it's here")).toBe("'/it'\\''s here'");
  expect(shellWord("")).toBe("''");
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
