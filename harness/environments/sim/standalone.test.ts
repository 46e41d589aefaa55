import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { kubeClient } from "../../../simulators/kube/client/kube-client.ts";
import { UsageError } from "../../core/failure.ts";
import { wallClock } from "../wall-clock.ts";
import { serveStandalone } from "./standalone.ts";

const clock = wallClock();
const log = (line: string) => console.error(line);

async function temporary() {
  const path = await mkdtemp(join(tmpdir(), "standalone-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

test("serves an administrator by its kubeconfig, with accounts in every namespace", async () => {
  await using served = await serveStandalone({ port: 0, clock, log });
  expect((await stat(served.kubeconfig)).mode & 0o777).toBe(0o600);
  const { clusters, users } = parse(await readFile(served.kubeconfig, "utf8"));
  const [{ cluster }] = clusters;
  expect(cluster.server).toBe(served.origin);
  using client = kubeClient({
    baseUrl: cluster.server,
    token: users[0].user.token,
    caCertificate: Buffer.from(cluster["certificate-authority-data"], "base64").toString(),
  });
  const account = { apiVersion: "v1", resource: "serviceaccounts", namespace: "default" };
  const seen = client.watch(account, { signal: AbortSignal.timeout(10_000) });
  for await (const change of seen) {
    if (change.type === "added" && change.object.metadata.name === "default") return;
  }
  expect.unreachable("no account");
});

test("takes its temporary kubeconfig with it", async () => {
  const served = await serveStandalone({ port: 0, clock, log });
  await served[Symbol.asyncDispose]();
  await expect(stat(served.kubeconfig)).rejects.toThrow("ENOENT");
});

test("overwrites a kubeconfig of its own and no other", async () => {
  await using dir = await temporary();
  const kubeconfig = join(dir.path, "config");
  for (let time = 0; time < 2; time++) {
    await using served = await serveStandalone({ port: 0, kubeconfig, clock, log });
    expect(await readFile(kubeconfig, "utf8")).toContain(served.origin);
  }
  await writeFile(kubeconfig, "apiVersion: v1\nkind: Config\n");
  const serve = () => serveStandalone({ port: 0, kubeconfig, clock, log });
  await expect(serve()).rejects.toThrow(UsageError);
  await expect(serve()).rejects.toThrow(`${kubeconfig} is there already and not fluxproof's`);
  expect(await readFile(kubeconfig, "utf8")).toBe("apiVersion: v1\nkind: Config\n");
});

test("names a port that is taken, and a file that can't be written", async () => {
  await using first = await serveStandalone({ port: 0, clock, log });
  const port = Number(new URL(first.origin).port);
  const serve = serveStandalone({ port, clock, log });
  await expect(serve).rejects.toThrow(UsageError);
  await expect(serve).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
  const kubeconfig = "/dev/null/kubeconfig";
  await expect(serveStandalone({ port: 0, kubeconfig, clock, log })).rejects.toThrow(
    "cannot write the kubeconfig: ENOTDIR",
  );
});
