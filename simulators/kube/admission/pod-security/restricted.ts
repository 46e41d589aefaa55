import type { Container, PodSpec, SecurityContext } from "../plugins/pod.ts";
import { badSeccomp, type Check, isGoodSeccomp, offenders } from "./baseline.ts";
import { containersOf, joinQuote, named, setters, sorted } from "./words.ts";

/** A rule of level restricted: since when, and which rule of baseline it stands for. */
export interface RestrictedCheck {
  since: number;
  overrides?: string;
  check: Check;
}

/** In the order they are told. */
export const restricted: RestrictedCheck[] = [
  {
    since: 8,
    check(spec, { minor }) {
      if (isWindows(spec, minor)) return undefined;
      const containers = containersOf(spec).filter(
        (each) => each.securityContext?.allowPrivilegeEscalation !== false,
      );
      if (containers.length === 0) return undefined;
      return {
        reason: "allowPrivilegeEscalation != false",
        detail: `${namesOf(containers)} must set securityContext.allowPrivilegeEscalation=false`,
      };
    },
  },
  { since: 22, overrides: "capabilities_baseline", check: capabilities },
  { since: 0, overrides: "hostPathVolumes", check: volumes },
  { since: 0, check: runAsNonRoot },
  {
    since: 23,
    check(spec) {
      const { pod, containers } = offenders(spec, (context) => context?.runAsUser === 0);
      const who = setters(pod, containers);
      return who ? { reason: "runAsUser=0", detail: `${who} must not set runAsUser=0` } : undefined;
    },
  },
  { since: 19, overrides: "seccompProfile_baseline", check: seccomp },
];

function capabilities(...[spec, { minor }]: Parameters<Check>): ReturnType<Check> {
  if (isWindows(spec, minor)) return undefined;
  const all = containersOf(spec);
  const keeps = all.filter((each) => !each.securityContext?.capabilities?.drop?.includes("ALL"));
  const added = ({ capabilities: { add = [] } = {} }: SecurityContext = {}) =>
    add.filter((each) => each !== "NET_BIND_SERVICE");
  const adds = all.filter((each) => added(each.securityContext).length > 0);
  const names = joinQuote(sorted(adds.flatMap((each) => added(each.securityContext))));
  const details = [
    ...(keeps.length > 0
      ? [`${namesOf(keeps)} must set securityContext.capabilities.drop=["ALL"]`]
      : []),
    ...(adds.length > 0
      ? [`${namesOf(adds)} must not include ${names} in securityContext.capabilities.add`]
      : []),
  ];
  if (details.length === 0) return undefined;
  return { reason: "unrestricted capabilities", detail: details.join("; ") };
}

const allowedVolumes =
  "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret".split(
    " ",
  );
const knownVolumes =
  "hostPath gcePersistentDisk awsElasticBlockStore gitRepo nfs iscsi glusterfs rbd flexVolume cinder cephfs flocker fc azureFile vsphereVolume quobyte azureDisk photonPersistentDisk portworxVolume scaleIO storageos".split(
    " ",
  );

function volumes(...[spec]: Parameters<Check>): ReturnType<Check> {
  const bad = (spec.volumes ?? []).filter((each) => !allowedVolumes.some((type) => each[type]));
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map((each) => knownVolumes.find((type) => each[type]) ?? "unknown"));
  const names = named(
    "volume",
    bad.map(({ name }) => name),
  );
  const kind = types.length === 1 ? "restricted volume type" : "restricted volume types";
  return {
    reason: "restricted volume types",
    detail: `${names} ${bad.length === 1 ? "uses" : "use"} ${kind} ${joinQuote(types)}`,
  };
}

function runAsNonRoot(...[spec]: Parameters<Check>): ReturnType<Check> {
  const reason = "runAsNonRoot != true";
  const { pod, containers } = offenders(spec, (context) => context?.runAsNonRoot === false);
  const who = setters(pod, containers);
  if (who) return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  if (spec.securityContext?.runAsNonRoot) return undefined;
  const silent = containersOf(spec).filter(
    (each) => each.securityContext?.runAsNonRoot === undefined,
  );
  if (silent.length === 0) return undefined;
  const detail = `pod or ${namesOf(silent)} must set securityContext.runAsNonRoot=true`;
  return { reason, detail };
}

function seccomp(...[spec, { minor }]: Parameters<Check>): ReturnType<Check> {
  if (isWindows(spec, minor)) return undefined;
  const bad = badSeccomp(spec);
  if (bad || isGoodSeccomp(spec.securityContext)) return bad;
  const silent = containersOf(spec).filter((each) => !each.securityContext?.seccompProfile);
  if (silent.length === 0) return undefined;
  return {
    reason: "seccompProfile",
    detail: `pod or ${namesOf(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
}

function isWindows({ os }: PodSpec, minor: number): boolean {
  return minor >= 25 && os?.name === "windows";
}

function namesOf(containers: readonly Container[]): string {
  return named(
    "container",
    containers.map(({ name }) => name),
  );
}
