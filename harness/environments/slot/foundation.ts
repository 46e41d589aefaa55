import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { makePki, type Pki } from "../../../simulators/support/pki.ts";
import { UsageError } from "../../core/failure.ts";
import { createMemoryFolder, isInMemory } from "../process/memory-folder.ts";
import { type MemoryGroups, openMemoryGroups } from "../process/open-memory-groups.ts";
import { findFreePorts, isPortFree } from "../process/ports.ts";
import { removeCgroups } from "../process/remove-cgroups.ts";
import { createTemporaryFolder } from "../process/temporary-folder.ts";
import { writeAccessFiles } from "./access-files.ts";
import { auditPolicy } from "./audit-policy.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import type { ControlPlanePlan } from "./control-plane.ts";
import { portCount } from "./flux-controllers.ts";
import { PortTakenError } from "./port-taken.ts";
import type { SlotContext } from "./slot-context.ts";

/** All that must be there before the first process is started. */
export interface Foundation {
  context: SlotContext;
  plan: ControlPlanePlan;
  cluster: ClusterAccess;
  pki: Pki;
  groups: MemoryGroups;
  /** Ports by controller. */
  ports: Map<string, number[]>;
}

export interface FoundationRequest {
  /** The run directory. */
  dir: string;
  temporaryRoot: string;
  controllers: string[];
  /** Those whose temporary files are to lie in memory. */
  inMemory: string[];
  auditBodies: boolean;
  /** A port the user names; otherwise any free one. */
  apiServerPort: number | undefined;
  context: Omit<SlotContext, "folder" | "memoryFolder" | "logs">;
  /** Takes what has to be ended, in reverse order. */
  stack: AsyncDisposableStack;
}

export async function layFoundation(request: FoundationRequest): Promise<Foundation> {
  const { stack, controllers, inMemory } = request;
  const { clock } = request.context;
  const logs = join(request.dir, "logs");
  const folder = stack.use(await createTemporaryFolder(request.temporaryRoot));
  const memoryFolder =
    inMemory.length === 0
      ? undefined
      : stack.use(await createMemoryFolder(`temporary files of ${inMemory.join(", ")} in memory`));
  const [pki, [freePort = 0, ...ports], groups] = await Promise.all([
    makePki(clock),
    findFreePorts(1 + controllers.length * portCount),
    openMemoryGroups({ name: folder.name, claim: folder.claim }),
    mkdir(logs, { recursive: true }),
  ]);
  const { site } = groups;
  if (site) stack.defer(() => removeCgroups(site.directories, clock));
  if (site && (await isInMemory(folder.path))) {
    const text = `${request.temporaryRoot} is kept in memory: code pages of the controllers count for the harness, not for them. Set TMPDIR to a disk.`;
    request.context.recorder.record({ type: "note", text });
  }
  const apiPort = request.apiServerPort ?? freePort;
  if (!(await isPortFree(apiPort))) throw portTaken(request, apiPort);
  const { files, cluster } = await writeAccessFiles({
    folder: folder.path,
    apiPort,
    pki,
    auditPolicy: auditPolicy({ bodies: request.auditBodies }),
  });
  return {
    context: {
      ...{ ...request.context, folder: folder.path, logs },
      ...(memoryFolder ? { memoryFolder: memoryFolder.path } : {}),
    },
    plan: { folder: folder.path, apiPort, auditLog: join(logs, "audit.log"), files },
    cluster,
    pki,
    groups,
    ports: new Map(
      controllers.map((name, index) => [
        name,
        ports.slice(index * portCount, (index + 1) * portCount),
      ]),
    ),
  };
}

function portTaken({ apiServerPort }: FoundationRequest, apiPort: number): Error {
  return apiServerPort === undefined
    ? new PortTakenError("kube-apiserver")
    : new UsageError(
        `apiServerPort ${apiPort}: another program listens on it; name a free port or none.`,
      );
}
