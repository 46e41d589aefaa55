import type { Clock } from "../../core/clock.ts";
import { HarnessError } from "../../core/failure.ts";
import type { KubeObject } from "../../core/json.ts";
import type { ClusterConnection } from "./cluster-connection.ts";
import { objectPath } from "./object-path.ts";

/** A cluster isn't as a slot must find it: another one will do. */
export class LeftoversError extends HarnessError {}

type Asking = Pick<ClusterConnection, "request">;

const pollMs = 250;
const retryMs = 500;
const mostTries = 20;
/** For what was ordered to be deleted when the slot before ended. */
const goneLimitMs = 120_000;

/** Namespaces that a cluster has by itself: Kubernetes' own and those of kind's storage. */
const standing = /^(default|kube-.*|local-path-storage)$/;

/** Resolves once nothing is left of slots before. @throws LeftoversError that names what is. */
export async function requireClean(
  connection: Asking,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  const namespaces = await settledNamespaces(connection, { clock, signal });
  const left = [
    ...namespaces.filter(({ metadata }) => !standing.test(metadata.name)).map(describeNamespace),
    ...(await fluxObjects(connection, clock)).map(nameOf),
    ...(await appliedRoles(connection, clock)).map(nameOf),
  ];
  if (left.length === 0) return;
  const more = left.length > 8 ? ` and ${left.length - 8} more` : "";
  const some = left.slice(0, 8).join(", ");
  throw new LeftoversError(`The slot before left in the cluster: ${some}${more}.`);
}

/** With what keeps it from going, as its conditions tell. */
function describeNamespace({ metadata, status }: KubeObject): string {
  const { conditions = [] } = (status ?? {}) as { conditions?: NamespaceCondition[] };
  const said = conditions
    .filter(({ type, status: met }) => /Remaining$|Failure$/.test(type) && met === "True")
    .map(({ message }) => message);
  return `namespace ${metadata.name}${said.length > 0 ? ` (${said.join("; ")})` : ""}`;
}

interface NamespaceCondition {
  type: string;
  status: string;
  message?: string;
}

/** All namespaces once none is on its way out any more, or has been for too long. */
async function settledNamespaces(
  connection: Asking,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<KubeObject[]> {
  const deadlineMs = clock.nowMs() + goneLimitMs;
  for (;;) {
    const all = await listAll(connection, "/api/v1/namespaces", clock);
    const going = all.some(({ metadata }) => metadata.deletionTimestamp !== undefined);
    if (!going || clock.nowMs() > deadlineMs) return all;
    await clock.sleep(pollMs, signal);
  }
}

/** Resolves to what isn't gone when the time is up. */
export async function awaitGone(
  connection: Asking,
  objects: readonly Pick<KubeObject, "apiVersion" | "kind" | "metadata">[],
  { clock, signal, limitMs }: { clock: Clock; signal: AbortSignal; limitMs: number },
): Promise<Pick<KubeObject, "apiVersion" | "kind" | "metadata">[]> {
  const deadlineMs = clock.nowMs() + limitMs;
  let rest = [...objects];
  for (;;) {
    const answers = await Promise.all(
      rest.map((object) => connection.request({ method: "GET", path: objectPath(object) })),
    );
    rest = rest.filter((_, index) => answers[index]?.status !== 404);
    if (rest.length === 0 || clock.nowMs() > deadlineMs) return rest;
    await clock.sleep(pollMs, signal);
  }
}

/** Objects of all of Flux's kinds, in all namespaces. */
export async function fluxObjects(connection: Asking, clock: Clock): Promise<KubeObject[]> {
  const crds = (await listAll(
    connection,
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    clock,
  )) as (KubeObject & CrdShape)[];
  const lists = crds
    .filter(({ spec }) => /\.(toolkit|extensions)\.fluxcd\.io$/.test(spec.group))
    .map(async ({ spec: { group, names, versions } }) => {
      const version = versions.find(({ storage }) => storage)?.name;

      const items = await listAll(connection, `/apis/${group}/${version}/${names.plural}`, clock);
      // Items of a list don't say what they are.
      return items.map((item) => ({
        ...item,
        ...{ apiVersion: `${group}/${version}`, kind: names.kind },
      }));
    });
  return (await Promise.all(lists)).flat();
}

interface CrdShape {
  spec: {
    group: string;
    names: { plural: string; kind: string };
    versions: { name: string; storage: boolean }[];
  };
}

/** What kustomize-controller applies outside of namespaces, as far as scenarios do. */
async function appliedRoles(connection: Asking, clock: Clock): Promise<KubeObject[]> {
  const lists = ["ClusterRole", "ClusterRoleBinding"].map(async (kind) => {
    const path = `/apis/rbac.authorization.k8s.io/v1/${kind.toLowerCase()}s`;
    const items = await listAll(
      connection,
      `${path}?labelSelector=${encodeURIComponent("kustomize.toolkit.fluxcd.io/name")}`,
      clock,
    );
    return items.map((item) => ({ ...item, kind }));
  });
  return (await Promise.all(lists)).flat();
}

async function listAll(connection: Asking, path: string, clock: Clock): Promise<KubeObject[]> {
  for (let tries = 1; ; tries += 1) {
    const { status, text } = await connection.request({ method: "GET", path });
    if (status === 200) return JSON.parse(text).items;
    // A kind that nobody has asked for yet is answered so while its cache is filled.
    if (status !== 429 || tries === mostTries) {
      throw new HarnessError(`GET ${path} was answered ${status}: ${text.slice(0, 300)}`);
    }
    await clock.sleep(retryMs);
  }
}

function nameOf({ kind, metadata }: KubeObject): string {
  const { namespace, name } = metadata;
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
