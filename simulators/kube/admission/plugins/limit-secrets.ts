import type { ApiObject } from "../../model/api-object.ts";
import type { Container, PodSpec } from "./pod.ts";

interface Account extends ApiObject {
  imagePullSecrets?: { name: string }[];
  secrets?: { name: string }[];
}

/** Why a pod may not use the secrets it names, when its account lists those it may; undefined if it may. */
export function limitSecrets(account: Account, spec: PodSpec): string | undefined {
  const { name } = account.metadata;
  const allowed = new Set((account.secrets ?? []).map((each) => each.name));
  const tail = `is not allowed because service account ${name} does not reference that secret`;
  for (const { secret } of spec.volumes ?? []) {
    const { secretName = "" } = (secret ?? {}) as { secretName?: string };
    if (secret && !allowed.has(secretName)) {
      return `volume with secret.secretName="${secretName}" ${tail}`;
    }
  }
  for (const [kind, containers = []] of [
    ["init container", spec.initContainers],
    ["container", spec.containers],
  ] as const) {
    for (const container of containers) {
      const found = ofContainer(container, allowed);
      if (found) return `${kind} ${container.name} with ${found} ${tail}`;
    }
  }
  const pulls = new Set((account.imagePullSecrets ?? []).map((each) => each.name));
  const at = (spec.imagePullSecrets ?? []).findIndex((each) => !pulls.has(each.name));
  const secret = spec.imagePullSecrets?.[at];
  if (!secret) return undefined;
  return `imagePullSecrets[${at}].name="${secret.name}" is not allowed because service account ${name} does not reference that imagePullSecret`;
}

function ofContainer({ env = [], envFrom = [] }: Container, allowed: ReadonlySet<string>) {
  for (const { name, valueFrom } of env) {
    const secret = valueFrom?.secretKeyRef?.name;
    if (secret !== undefined && !allowed.has(secret)) {
      return `envVar ${name} referencing secret.secretName="${secret}"`;
    }
  }
  for (const { secretRef } of envFrom) {
    if (secretRef && !allowed.has(secretRef.name)) {
      return `envFrom referencing secret.secretName="${secretRef.name}"`;
    }
  }
  return undefined;
}
