import { isIP } from "node:net";
import type { FieldError } from "../../../model/api-error.ts";
import { forbidden, invalid, required } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import {
  all,
  type Check,
  fields,
  filled,
  given,
  isRequired,
  items,
  list,
  number,
  oneOf,
  text,
  within,
} from "../check.ts";
import { dnsLabel, dnsSubdomain, qualifiedName } from "../name-rules.ts";
import { annotations, labels } from "../selectors.ts";
import { judgeContainers } from "./containers.ts";
import { affinity, priorityClassName, spreadConstraints, tolerations } from "./scheduling.ts";
import { podSecurity } from "./security.ts";
import { judgeVolumes } from "./volumes.ts";

/** A PodSpec, of a Pod or a template. */
export const podSpec: Check = (value, at) => podSpecWith([])(value, at);

/** The same, with volumes that come from elsewhere: the claims of a StatefulSet. */
export const podSpecWith =
  (claims: unknown[]): Check =>
  (value, at) => {
    const spec = isObject(value) ? value : {};
    const own = [...list(spec.volumes), ...claims];
    const { names, found } = judgeVolumes(own, `${at}.volumes`);
    return [
      ...found,
      ...judgeContainers(spec, names, at),
      ...hostPorts(spec, at),
      ...rest(spec, at),
    ];
  };

const rest: Check = all(
  fields({
    restartPolicy: oneOf("Always", "OnFailure", "Never"),
    dnsPolicy: oneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"),
    nodeSelector: labels,
  }),
  podSecurity,
  fields({ affinity }),
  dnsConfig,
  fields({
    readinessGates: items(fields({ conditionType: text(qualifiedName) })),
    schedulingGates: items((gate, at) => text(qualifiedName)((gate as { name?: string }).name, at)),
    topologySpreadConstraints: spreadConstraints,
    serviceAccountName: filled(text(dnsSubdomain)),
    nodeName: filled(text(dnsSubdomain)),
    activeDeadlineSeconds: given(within(1, 2147483647)),
    hostname: filled(text(dnsLabel)),
    subdomain: filled(text(dnsLabel)),
    tolerations,
    hostAliases: items(fields({ ip: address, hostnames: items(text(dnsSubdomain)) })),
    priorityClassName,
    runtimeClassName: filled(text(dnsSubdomain)),
    preemptionPolicy: given(oneOf("PreemptLowerPriority", "Never")),
    os: given((os, at) => {
      const { name } = os as { name?: string };
      return name ? oneOf("linux", "windows")(name, at) : [required(`${at}.name`)];
    }),
  }),
);

function address(value: unknown, at: string): FieldError[] {
  const detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  return isIP(String(value ?? "")) === 0 ? [invalid(at, value ?? "", detail)] : [];
}

/** One that is not said is filled in when there is a Pod. */
function hostPorts(spec: Record<string, unknown>, at: string): FieldError[] {
  if (spec.hostNetwork !== true) return [];
  return list(spec.containers).flatMap((container, index) =>
    list((container as { ports?: unknown }).ports).flatMap((port, portIndex) => {
      const [host, own] = ["hostPort", "containerPort"].map((key) => number((port as never)[key]));
      if (!host || host === own) return [];
      const place = `${at}.containers[${index}].ports[${portIndex}].hostPort`;
      return [invalid(place, host, "must match `containerPort` when `hostNetwork` is true")];
    }),
  );
}

function dnsConfig(spec: unknown, at: string): FieldError[] {
  const { dnsPolicy, dnsConfig: config } = spec as Record<string, unknown>;
  const place = `${at}.dnsConfig`;
  const servers = list(isObject(config) ? config.nameservers : undefined);
  if (dnsPolicy === "None") {
    if (!isObject(config))
      return [required(place, "must provide `dnsConfig` when `dnsPolicy` is None")];
    const detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
    if (servers.length === 0) return [required(`${place}.nameservers`, detail)];
  }
  if (!isObject(config)) return [];
  const tooMany = servers.length > 3;
  return [
    ...(tooMany
      ? [invalid(`${place}.nameservers`, servers, "must not have more than 3 nameservers")]
      : []),
    ...fields({ nameservers: items(address), options: items(fields({ name: isRequired() })) })(
      config,
      place,
    ),
  ];
}

/** A template: what its Pods will be labelled with, and their specification. */
export const podTemplate =
  (claims: unknown[] = []): Check =>
  (value, at) => {
    const { metadata, spec } = (isObject(value) ? value : {}) as Record<string, unknown>;
    const { labels: own, annotations: notes } = (isObject(metadata) ? metadata : {}) as Record<
      string,
      unknown
    >;
    const temporary = list(isObject(spec) ? spec.ephemeralContainers : undefined);
    return [
      ...labels(own, `${at}.labels`),
      ...annotations(notes, `${at}.annotations`),
      ...podSpecWith(claims)(spec, `${at}.spec`),
      ...(temporary.length > 0
        ? [
            forbidden(
              `${at}.spec.ephemeralContainers`,
              "ephemeral containers not allowed in pod template",
            ),
          ]
        : []),
    ];
  };
