import type { ObjectMeta } from "../../model/api-object.ts";
import type { PodSpec, SecurityContext } from "../plugins/pod.ts";
import { hostProbes, seLinux, sysctls } from "./baseline-lists.ts";
import { containersOf, joinQuote, named, setters, sorted, type Violation } from "./words.ts";

/** A rule at a minor version of the policy; undefined when the pod keeps it. */
export type Check = (
  spec: PodSpec,
  about: { minor: number; metadata: Partial<ObjectMeta> },
) => Violation | undefined;

const capabilities = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  ),
);

/** Rules of level baseline, in the order they are told. */
export const baseline: Record<string, Check> = {
  appArmorProfile(spec, { metadata }) {
    const bad = ({ appArmorProfile }: SecurityContext = {}) =>
      appArmorProfile && !["RuntimeDefault", "Localhost"].includes(appArmorProfile.type);
    const { pod, containers, contexts } = offenders(spec, bad);
    const annotations = Object.entries(metadata.annotations ?? {})
      .filter(([key]) => key.startsWith("container.apparmor.security.beta.kubernetes.io/"))
      .filter(([, value]) => value && value !== "runtime/default" && !/^localhost\//.test(value))
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .sort();
    const types = sorted(contexts.map(({ appArmorProfile }) => appArmorProfile?.type ?? ""));
    const values = [...types, ...annotations];
    const notes = annotations.length === 1 ? "annotation" : "annotations";
    const who = [setters(pod, containers), annotations.length > 0 ? notes : undefined].filter(
      (each) => each !== undefined,
    );
    if (who.length === 0) return undefined;
    return {
      reason: values.length === 1 ? "forbidden AppArmor profile" : "forbidden AppArmor profiles",
      detail: `${who.join(" and ")} must not set AppArmor profile type to ${joinQuote(values)}`,
    };
  },
  capabilities_baseline(spec) {
    const bad = ({ capabilities: { add = [] } = {} }: SecurityContext = {}) =>
      add.filter((each) => !capabilities.has(each));
    const containers = containersOf(spec).filter((each) => bad(each.securityContext).length > 0);
    if (containers.length === 0) return undefined;
    const names = named(
      "container",
      containers.map(({ name }) => name),
    );
    const added = joinQuote(sorted(containers.flatMap((each) => bad(each.securityContext))));
    return {
      reason: "non-default capabilities",
      detail: `${names} must not include ${added} in securityContext.capabilities.add`,
    };
  },
  hostNamespaces(spec) {
    const used = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((each) => spec[each]);
    if (used.length === 0) return undefined;
    return { reason: "host namespaces", detail: used.map((each) => `${each}=true`).join(", ") };
  },
  hostPathVolumes({ volumes = [] }) {
    const names = volumes.filter(({ hostPath }) => hostPath).map(({ name }) => name);
    return names.length === 0
      ? undefined
      : { reason: "hostPath volumes", detail: named("volume", names) };
  },
  hostPorts(spec) {
    const used = ({ ports = [] }: { ports?: { hostPort?: number }[] }) =>
      ports.flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
    const containers = containersOf(spec).filter((each) => used(each).length > 0);
    if (containers.length === 0) return undefined;
    const ports = sorted(containers.flatMap(used));
    const names = named(
      "container",
      containers.map(({ name }) => name),
    );
    const uses = containers.length === 1 ? "uses" : "use";
    const kind = ports.length === 1 ? "hostPort" : "hostPorts";
    return { reason: "hostPort", detail: `${names} ${uses} ${kind} ${ports.join(", ")}` };
  },
  hostProbesAndHostLifecycle: hostProbes,
  privileged(spec) {
    const containers = containersOf(spec).filter((each) => each.securityContext?.privileged);
    if (containers.length === 0) return undefined;
    const names = named(
      "container",
      containers.map(({ name }) => name),
    );
    return {
      reason: "privileged",
      detail: `${names} must not set securityContext.privileged=true`,
    };
  },
  procMount(spec) {
    const bad = ({ procMount = "Default" }: SecurityContext = {}) => procMount !== "Default";
    const containers = containersOf(spec).filter((each) => bad(each.securityContext));
    if (containers.length === 0) return undefined;
    const names = named(
      "container",
      containers.map(({ name }) => name),
    );
    const types = sorted(containers.map((each) => each.securityContext?.procMount ?? ""));
    return {
      reason: "procMount",
      detail: `${names} must not set securityContext.procMount to ${joinQuote(types)}`,
    };
  },
  seLinuxOptions: seLinux,
  seccompProfile_baseline(spec, { minor }) {
    // Before there was the field, annotations of old said it; pods have none of them any more.
    if (minor < 19) return undefined;
    return badSeccomp(spec);
  },
  sysctls,
  windowsHostProcess(spec) {
    const bad = ({ windowsOptions }: SecurityContext = {}) => windowsOptions?.hostProcess === true;
    const { pod, containers } = offenders(spec, bad);
    const who = setters(pod, containers);
    if (!who) return undefined;
    const detail = `${who} must not set securityContext.windowsOptions.hostProcess=true`;
    return { reason: "hostProcess", detail };
  },
};

/** Where the security contexts of a pod and its containers are bad. */
export function offenders(spec: PodSpec, bad: (context: SecurityContext | undefined) => unknown) {
  const pod = Boolean(bad(spec.securityContext));
  const containers = containersOf(spec).filter((each) => bad(each.securityContext));
  const contexts = [
    ...(pod && spec.securityContext ? [spec.securityContext] : []),
    ...containers.flatMap(({ securityContext }) => (securityContext ? [securityContext] : [])),
  ];
  return { pod, containers, contexts };
}

/** Profiles that are named and may not be. */
export function badSeccomp(spec: PodSpec): Violation | undefined {
  const { pod, containers, contexts } = offenders(
    spec,
    (context) => context?.seccompProfile && !isGoodSeccomp(context),
  );
  const who = setters(pod, containers);
  if (!who) return undefined;
  const types = joinQuote(sorted(contexts.map(({ seccompProfile }) => seccompProfile?.type ?? "")));
  return {
    reason: "seccompProfile",
    detail: `${who} must not set securityContext.seccompProfile.type to ${types}`,
  };
}

export function isGoodSeccomp({ seccompProfile }: SecurityContext = {}): boolean {
  return seccompProfile?.type === "RuntimeDefault" || seccompProfile?.type === "Localhost";
}
