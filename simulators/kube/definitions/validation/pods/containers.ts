import type { FieldError } from "../../../model/api-error.ts";
import { duplicate, invalid, notFoundIn, required } from "../../../model/findings.ts";
import {
  all,
  type Check,
  fields,
  filled,
  given,
  items,
  list,
  must,
  number,
  oneOf,
  text,
} from "../check.ts";
import { dnsLabel, portName } from "../name-rules.ts";
import { portNumber } from "../numbers.ts";
import { descendingPath, environment, environmentFrom } from "./environment.ts";
import { portProtocol, unwatched, watching } from "./probes.ts";
import { resources } from "./resources.ts";
import { containerSecurity } from "./security.ts";

type Container = Record<string, unknown> & { name?: string; restartPolicy?: string };

/** The containers of a Pod, its init containers and what they share. */
export function judgeContainers(
  spec: Record<string, unknown>,
  volumes: ReadonlySet<string>,
  at: string,
): FieldError[] {
  const regular = list(spec.containers) as Container[];
  const names = new Set<string>();
  return [
    ...(regular.length === 0 ? [required(`${at}.containers`)] : []),
    ...regular.flatMap((container, index) => {
      const place = `${at}.containers[${index}]`;
      return [
        ...common(volumes)(container, place),
        ...nameTaken(container, names, place),
        ...watching(container, place),
      ];
    }),
    ...hostPortConflicts(regular, `${at}.containers`),
    ...(list(spec.initContainers) as Container[]).flatMap((container, index) => {
      const place = `${at}.initContainers[${index}]`;
      return [
        ...common(volumes)(container, place),
        ...nameTaken(container, names, place),
        ...hostPortConflicts([container], `${at}.initContainers`),
        ...(container.restartPolicy === "Always" ? watching : unwatched)(container, place),
      ];
    }),
    ...(list(spec.ephemeralContainers) as Container[]).flatMap((container, index) => {
      const place = `${at}.ephemeralContainers[${index}]`;
      return [...common(volumes)(container, place), ...nameTaken(container, names, place)];
    }),
  ];
}

function nameTaken({ name }: Container, names: Set<string>, at: string): FieldError[] {
  const taken = name !== undefined && names.has(name);
  if (name) names.add(name);
  return taken ? [duplicate(`${at}.name`, name)] : [];
}

export const containerImage: Check = must((value, at) =>
  String(value).trim() === value
    ? []
    : [invalid(at, value, "must not have leading or trailing whitespace")],
);

const common = (volumes: ReadonlySet<string>): Check =>
  fields({
    name: must(text(dnsLabel)),
    image: containerImage,
    terminationMessagePolicy: must(oneOf("File", "FallbackToLogsOnError")),
    ports,
    env: environment,
    envFrom: environmentFrom,
    volumeMounts: mounts(volumes),
    imagePullPolicy: must(oneOf("Always", "IfNotPresent", "Never")),
    resources,
    securityContext: given(containerSecurity),
    restartPolicy: filled(oneOf("Always", "Never", "OnFailure")),
  });

const ports: Check = (value, at) => {
  const names = new Set<unknown>();
  return items((port, place) => {
    const { name } = port as { name?: string };
    const problems = name ? text(portName)(name, `${place}.name`) : [];
    if (name && problems.length === 0) {
      if (names.has(name)) problems.push(duplicate(`${place}.name`, name));
      names.add(name);
    }
    return [
      ...problems,
      ...fields({
        containerPort: (own, path) =>
          number(own) === 0 ? [required(path)] : portNumber(own, path),
        hostPort: (own, path) => (number(own) === 0 ? [] : portNumber(own, path)),
        protocol: portProtocol,
      })(port, place),
    ];
  })(value, at);
};

function hostPortConflicts(containers: Container[], at: string): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap((container, index) =>
    list(container.ports).flatMap((port, portIndex) => {
      const { hostPort, protocol, hostIP } = port as Record<string, unknown>;
      if (number(hostPort) === 0) return [];
      const key = `${protocol}/${hostIP ?? ""}/${hostPort}`;
      if (taken.has(key)) return [duplicate(`${at}[${index}].ports[${portIndex}].hostPort`, key)];
      taken.add(key);
      return [];
    }),
  );
}

const propagations = oneOf("Bidirectional", "HostToContainer", "None");

/** Some faults are told at the place of the list. */
const mounts =
  (volumes: ReadonlySet<string>): Check =>
  (value, at) => {
    const points = new Set<string>();
    return items((mount, place) => {
      const { name = "", mountPath = "", ...rest } = mount as Record<string, string>;
      const taken = points.has(mountPath);
      points.add(mountPath);
      return [
        ...(name === "" ? [required(`${place}.name`)] : []),
        ...(volumes.has(name) ? [] : [notFoundIn(`${place}.name`, name)]),
        ...(mountPath === "" ? [required(`${place}.mountPath`)] : []),
        ...(taken ? [invalid(`${place}.mountPath`, mountPath, "must be unique")] : []),
        ...all(
          fields({ subPath: filled(descendingPath) }),
          () =>
            rest.subPath && rest.subPathExpr
              ? [
                  invalid(
                    `${place}.subPathExpr`,
                    rest.subPathExpr,
                    "subPathExpr and subPath are mutually exclusive",
                  ),
                ]
              : [],
          fields({ subPathExpr: filled(descendingPath), mountPropagation: given(propagations) }),
        )(mount, at),
      ];
    })(value, at);
  };
