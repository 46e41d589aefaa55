import type { Container, SecurityContext } from "../plugins/pod.ts";
import type { Check } from "./baseline.ts";
import { containersOf, joinQuote, named, setters, sorted } from "./words.ts";

/** Since 1.34 probes and hooks stay with their own pod. */
export const hostProbes: Check = (spec, { minor }) => {
  if (minor < 34) return undefined;
  const containers = containersOf(spec).filter((each) => hostsOf(each).length > 0);
  if (containers.length === 0) return undefined;
  const hosts = sorted(containers.flatMap(hostsOf));
  const names = sorted(containers.map(({ name }) => name));
  const uses = names.length === 1 ? "uses" : "use";
  const kind = hosts.length === 1 ? "probe or lifecycle host" : "probe or lifecycle hosts";
  return {
    reason: "probe or lifecycle host",
    detail: `${named("container", names)} ${uses} ${kind} ${joinQuote(hosts)}`,
  };
};

function hostsOf(container: Container): string[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const handlers = [
    ...[livenessProbe, readinessProbe, startupProbe],
    ...[lifecycle?.postStart, lifecycle?.preStop],
  ];
  return handlers.flatMap((each) =>
    [each?.httpGet?.host, each?.tcpSocket?.host].flatMap((host) => (host ? [host] : [])),
  );
}

const types = ["", "container_t", "container_init_t", "container_kvm_t"];

export const seLinux: Check = (spec, { minor }) => {
  const allowed = minor < 31 ? types : [...types, "container_engine_t"];
  const all = [spec.securityContext, ...containersOf(spec).map((each) => each.securityContext)];
  const bad = ({ seLinuxOptions: options }: SecurityContext = {}) =>
    options && (!allowed.includes(options.type ?? "") || options.user || options.role);
  const who = setters(
    Boolean(bad(spec.securityContext)),
    containersOf(spec).filter((each) => bad(each.securityContext)),
  );
  if (!who) return undefined;
  const options = all.flatMap((each) => (each?.seLinuxOptions ? [each.seLinuxOptions] : []));
  const badTypes = sorted(
    options.map(({ type = "" }) => type).filter((type) => !allowed.includes(type)),
  );
  const data = [
    ...(badTypes.length > 0 ? [named("type", badTypes)] : []),
    ...(options.some(({ user }) => user) ? ["user may not be set"] : []),
    ...(options.some(({ role }) => role) ? ["role may not be set"] : []),
  ];
  return {
    reason: "seLinuxOptions",
    detail: `${who} set forbidden securityContext.seLinuxOptions: ${data.join("; ")}`,
  };
};

/** By the minor version that allowed them. */
const allowedSysctls: [number, string][] = [
  [0, "kernel.shm_rmid_forced"],
  [0, "net.ipv4.ip_local_port_range"],
  [0, "net.ipv4.tcp_syncookies"],
  [0, "net.ipv4.ping_group_range"],
  [0, "net.ipv4.ip_unprivileged_port_start"],
  [27, "net.ipv4.ip_local_reserved_ports"],
  [29, "net.ipv4.tcp_keepalive_time"],
  [29, "net.ipv4.tcp_fin_timeout"],
  [29, "net.ipv4.tcp_keepalive_intvl"],
  [29, "net.ipv4.tcp_keepalive_probes"],
  [32, "net.ipv4.tcp_rmem"],
  [32, "net.ipv4.tcp_wmem"],
];

export const sysctls: Check = ({ securityContext }, { minor }) => {
  const bad = (securityContext?.sysctls ?? [])
    .map(({ name }) => name)
    .filter((name) => !allowedSysctls.some(([since, each]) => each === name && since <= minor));
  return bad.length === 0 ? undefined : { reason: "forbidden sysctls", detail: bad.join(", ") };
};
