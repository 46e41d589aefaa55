import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startControlPlane } from "../../../../harness/environments/local/control-plane.ts";
import { findFreePorts } from "../../../../harness/environments/process/ports.ts";
import { writeAccessFiles } from "../../../../harness/environments/slot/access-files.ts";
import { apiClient } from "../../../../harness/environments/slot/api-client.ts";
import { auditPolicy } from "../../../../harness/environments/slot/audit-policy.ts";
import { awaitAnswer } from "../../../../harness/environments/slot/await-answer.ts";
import type { ClusterAccess } from "../../../../harness/environments/slot/cluster-access.ts";
import { defaultCacheDir } from "../../../../harness/subjects/cache-dir.ts";
import {
  isControlPlaneProvisioned,
  provisionControlPlane,
} from "../../../../harness/subjects/control-plane.ts";
import { noProgress } from "../../../../harness/subjects/testing/no-progress.ts";
import { wallClock } from "../../../support/clock.ts";
import { makePki } from "../../../support/pki.ts";

/** Why the real API server can't be had, or nothing. */
export async function realApiSkip(): Promise<string | undefined> {
  if (process.env.FLUXPROOF_REAL !== "1") return "FLUXPROOF_REAL is not 1";
  const { missing } = await isControlPlaneProvisioned(defaultCacheDir());
  return missing.length === 0 ? undefined : `not provisioned: ${missing.join(", ")}`;
}

/** etcd and kube-apiserver, without kube-controller-manager unless asked for. */
export async function startRealApi(
  options: { controllerManager?: boolean } = {},
): Promise<{ cluster: ClusterAccess } & AsyncDisposable> {
  const clock = wallClock();
  const signal = new AbortController().signal;
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "kube-real-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const logs = join(folder, "logs");
  await mkdir(logs);
  const [[apiPort = 0], pki] = await Promise.all([findFreePorts(1), makePki(clock)]);
  const access = { folder, apiPort, pki, auditPolicy: auditPolicy({ bodies: false }) };
  const { files, cluster } = await writeAccessFiles(access);
  const binaries = await provisionControlPlane({
    cacheDir: defaultCacheDir(),
    progress: noProgress,
    signal,
  });
  const running = stack.use(
    await startControlPlane({
      binaries,
      plan: { folder, apiPort, auditLog: join(logs, "audit.log"), files },
      logs,
      recorder: { record: (observation) => ({ ...observation, seq: 0, tMs: 0 }) },
      clock,
      fail: (error) => console.error(error),
    }),
  );
  using api = apiClient(cluster, signal);
  const log = running.apiServerLog;
  await awaitAnswer({ api, path: "/readyz", limitMs: 60_000, log, clock, signal });
  if (options.controllerManager) await running.startManager();
  const whole = stack.move();
  return { cluster, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
