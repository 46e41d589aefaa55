import type { Clock, Random } from "../../../../harness/core/clock.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { generateName } from "../../registry/identity.ts";
import { type Attributes, refusal } from "../attributes.ts";
import { limitSecrets } from "./limit-secrets.ts";
import { type Container, type PodSpec, podOf, specOf, withSpec } from "./pod.ts";

interface ServiceAccount extends ApiObject {
  automountServiceAccountToken?: boolean;
  imagePullSecrets?: { name: string }[];
  secrets?: { name: string }[];
}

const mirror = "kubernetes.io/config.mirror";
const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const prefix = "kube-api-access-";

/** ServiceAccount: a new pod runs as one, and has its token at hand. @throws ApiError */
export async function giveServiceAccount(
  attributes: Attributes,
  { clock, random }: { clock: Clock; random: Random },
): Promise<ApiObject | undefined> {
  const pod = podOf(attributes);
  if (!pod || attributes.operation !== "CREATE") return undefined;
  if (pod.metadata.annotations?.[mirror] !== undefined) {
    requireServiceAccount(attributes);
    return undefined;
  }
  const serviceAccountName = specOf(pod).serviceAccountName || "default";
  const account = await awaitAccount(attributes, serviceAccountName, clock);
  // The older name of the field is kept in step.
  let given = withSpec(pod, { serviceAccountName, serviceAccount: serviceAccountName });
  const { automountServiceAccountToken: own, imagePullSecrets = [] } = specOf(pod);
  if (own ?? account.automountServiceAccountToken ?? true) given = mountToken(given, random);
  if (imagePullSecrets.length === 0 && account.imagePullSecrets) {
    const secrets = account.imagePullSecrets.map(({ name }) => ({ name }));
    given = withSpec(given, { imagePullSecrets: secrets });
  }
  requireServiceAccount({ ...attributes, object: given });
  return given;
}

/** What no plugin or webhook may have undone. @throws ApiError */
export function requireServiceAccount(attributes: Attributes): void {
  const pod = podOf(attributes);
  if (!pod || attributes.operation !== "CREATE") return;
  const { serviceAccountName, volumes = [] } = specOf(pod);
  if (pod.metadata.annotations?.[mirror] !== undefined) {
    if (serviceAccountName) {
      throw refusal(attributes, "a mirror pod may not reference service accounts");
    }
    if (volumes.some(({ secret }) => secret)) {
      throw refusal(attributes, "a mirror pod may not reference secrets");
    }
    return;
  }
  const { namespace } = attributes;
  if (!serviceAccountName) {
    const why = `no service account specified for pod ${namespace}/${pod.metadata.name ?? ""}`;
    throw refusal(attributes, why);
  }
  const account = find(attributes, serviceAccountName);
  if (!account) throw missing(attributes, serviceAccountName);
  const enforced = account.metadata.annotations?.["kubernetes.io/enforce-mountable-secrets"];
  if (!enforced || !["1", "t", "T", "true", "TRUE", "True"].includes(enforced)) return;
  const problem = limitSecrets(account, specOf(pod));
  if (problem) throw refusal(attributes, problem);
}

/** The default account comes with its namespace, but a moment later. */
async function awaitAccount(attributes: Attributes, name: string, clock: Clock) {
  const attempts = name === "default" ? 10 : 1;
  for (let attempt = 1; ; attempt += 1) {
    const account = find(attributes, name);
    if (account) return account;
    if (attempt >= attempts) throw missing(attributes, name);
    await clock.sleep(150);
  }
}

function find({ reader, namespace }: Attributes, name: string): ServiceAccount | undefined {
  return reader.get({ group: "", resource: "serviceaccounts" }, namespace, name);
}

function missing(attributes: Attributes, name: string) {
  const account = `${attributes.namespace}/${name}`;
  const why = `error looking up service account ${account}: serviceaccount "${name}" not found`;
  return refusal(attributes, why);
}

/** Every container that has nothing there yet mounts the token; one volume serves all. */
function mountToken(pod: ApiObject, random: Random): ApiObject {
  const { volumes = [], containers = [], initContainers } = specOf(pod);
  const known = volumes.find(({ name }) => name.startsWith(prefix));
  const name = known?.name ?? generateName(prefix, random);
  const isFree = ({ volumeMounts = [] }: Container) =>
    !volumeMounts.some((mount) => mount.mountPath === mountPath);
  const mounted = (container: Container): Container => {
    if (!isFree(container)) return container;
    const { volumeMounts = [] } = container;
    return { ...container, volumeMounts: [...volumeMounts, { name, readOnly: true, mountPath }] };
  };
  const needed = [...containers, ...(initContainers ?? [])].some(isFree);
  const more: Partial<PodSpec> = { containers: containers.map(mounted) };
  if (initContainers) more.initContainers = initContainers.map(mounted);
  if (!known && needed) more.volumes = [...volumes, { name, projected: tokenVolume }];
  return withSpec(pod, more);
}

const tokenVolume = {
  defaultMode: 0o644,
  sources: [
    { serviceAccountToken: { path: "token", expirationSeconds: 3607 } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    {
      downwardAPI: {
        items: [
          { path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } },
        ],
      },
    },
  ],
};
