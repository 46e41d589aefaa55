import type { ApiObject } from "../../model/api-object.ts";
import type { Attributes } from "../attributes.ts";

interface Quantities {
  [name: string]: unknown;
}

export interface SecurityContext {
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  procMount?: string;
  capabilities?: { add?: string[]; drop?: string[] };
  seccompProfile?: { type: string };
  appArmorProfile?: { type: string };
  seLinuxOptions?: { type?: string; user?: string; role?: string };
  windowsOptions?: { hostProcess?: boolean };
  sysctls?: { name: string }[];
}

interface Handler {
  httpGet?: { host?: string };
  tcpSocket?: { host?: string };
}

export interface Container {
  name: string;
  image?: string;
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  ports?: { hostPort?: number }[];
  resources?: { requests?: Quantities; limits?: Quantities };
  securityContext?: SecurityContext;
  livenessProbe?: Handler;
  readinessProbe?: Handler;
  startupProbe?: Handler;
  lifecycle?: { postStart?: Handler; preStop?: Handler };
  env?: { name: string; valueFrom?: { secretKeyRef?: { name: string } } }[];
  envFrom?: { secretRef?: { name: string } }[];
}

/** What admission looks at of a pod's `spec`. */
export interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  volumes?: { name: string; [source: string]: unknown }[];
  serviceAccountName?: string;
  serviceAccount?: string;
  automountServiceAccountToken?: boolean;
  imagePullSecrets?: { name: string }[];
  priorityClassName?: string;
  priority?: number;
  preemptionPolicy?: string;
  tolerations?: { key?: string; effect?: string; [field: string]: unknown }[];
  securityContext?: SecurityContext;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  os?: { name: string };
}

export function specOf(pod: ApiObject | undefined): PodSpec {
  const spec = (pod?.spec ?? {}) as PodSpec;
  // None are written as null.
  return Array.isArray(spec.containers) ? spec : { ...spec, containers: [] };
}

export function withSpec(pod: ApiObject, more: Partial<PodSpec>): ApiObject {
  return { ...pod, spec: { ...specOf(pod), ...more } };
}

/** The pod of a request about one itself. */
export function podOf({ found, subresource, object }: Attributes): ApiObject | undefined {
  const { group, plural } = found.definition;
  return group === "" && plural === "pods" && subresource === "" ? object : undefined;
}
