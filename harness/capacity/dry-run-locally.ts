import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { KubeObject } from "../core/json.ts";
import { localEnvironment } from "../environments/local/local-environment.ts";
import { apiClient } from "../environments/slot/api-client.ts";
import { namespaceObject } from "../environments/slot/rbac.ts";
import type { ControlPlane, Subject } from "../subjects/subject.ts";
import { type DryRun, dryRun } from "./dry-run.ts";

/** Hands objects to a kube-apiserver of this machine that has the subject's CRDs and runs none of it. */
export async function dryRunLocally(request: {
  objects: readonly KubeObject[];
  subject: Subject;
  controlPlane: ControlPlane;
  clock: Clock;
  signal: AbortSignal;
}): Promise<DryRun> {
  const { objects, subject, controlPlane, clock, signal } = request;
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-dry-run-"));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const slot = stack.use(
    await localEnvironment({ controlPlane }).start({
      subject: { ...subject, binaries: {} },
      ...{ controllers: {}, accounts: [], workloads: [], seed: 1, apiFaults: false },
      // Nobody reads what it measures.
      recorder: { record: (observation, tMs = 0) => ({ ...observation, seq: 0, tMs }) },
      ...{ dir, clock, signal },
    }),
  );
  using api = apiClient(slot.access, signal);
  const body = JSON.stringify(namespaceObject);
  // It may be there already.
  await api.request({ method: "POST", path: "/api/v1/namespaces", body });
  return await dryRun({ objects, api });
}
