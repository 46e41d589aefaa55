import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { httpsFetch } from "../../../simulators/kube/client/https-fetch.ts";
import { makePki } from "../../../simulators/support/pki.ts";
import { wallClock } from "../wall-clock.ts";
import { writeEnvtestAssets } from "./envtest-assets.ts";

/** Certificates in `--cert-dir` and the flags of controller-runtime 0.24's envtest. */
async function start() {
  const folder = await mkdtemp(join(tmpdir(), "envtest-"));
  const pki = await makePki(wallClock());
  const at = (name: string) => join(folder, name);
  await writeFile(at("apiserver.crt"), pki.serverCertificate);
  await writeFile(at("apiserver.key"), pki.serverKey);
  await writeFile(at("client-cert-auth-ca.crt"), pki.caCertificate);
  await writeFile(at("sa-signer.crt"), pki.serviceAccountPublicKey);
  await writeFile(at("sa-signer.key"), pki.serviceAccountKey);
  await writeEnvtestAssets({ folder, path: "", node: process.execPath });
  const child = spawn(
    at("kube-apiserver"),
    [
      "--allow-privileged=true",
      "--authorization-mode=RBAC",
      "--bind-address=127.0.0.1",
      `--cert-dir=${folder}`,
      `--client-ca-file=${at("client-cert-auth-ca.crt")}`,
      "--disable-admission-plugins=ServiceAccount",
      "--etcd-servers=http://127.0.0.1:1",
      "--secure-port=0",
      "--service-account-issuer=https://127.0.0.1:1/",
      `--service-account-key-file=${at("sa-signer.crt")}`,
      `--service-account-signing-key-file=${at("sa-signer.key")}`,
      "--service-cluster-ip-range=10.0.0.0/24",
    ],
    { cwd: "/", env: {}, stdio: ["ignore", "ignore", "pipe"] },
  );
  return {
    child,
    ended: once(child, "exit"),
    ca: pki.caCertificate,
    folder,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test("serves with the flags and files of envtest, and ends when told", async () => {
  await using running = await start();
  const { origin, log } = await announced(running.child);
  expect(log).toContain("Without effect in the simulator: --allow-privileged, --etcd-servers");
  using client = httpsFetch(running.ca);
  const ready = await client.fetch(new Request(`${origin}/readyz`));
  expect(await ready.text()).toBe("ok");
  const strangers = await client.fetch(new Request(`${origin}/api/v1/configmaps?watch=true`));
  expect(await strangers.text()).toContain('User \\"system:anonymous\\" cannot watch');
  running.child.kill("SIGTERM");
  expect(await running.ended).toEqual([0, null]);
});

/** Where it listens, and what it said until then. */
async function announced(child: ChildProcess): Promise<{ origin: string; log: string }> {
  let log = "";
  for await (const chunk of child.stderr ?? []) {
    log += chunk;
    const [, origin] = /^Serving securely on (\S+)/m.exec(log) ?? [];
    if (origin) return { origin, log };
  }
  throw new Error(`it ended: ${log}`);
}
