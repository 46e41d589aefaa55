import { forbidden, invalid, required } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import {
  all,
  atLeast,
  type Check,
  fields,
  given,
  isRequired,
  items,
  must,
  nonNegative,
  number,
  oneOf,
  text,
} from "../check.ts";
import { portNumber, portNumberOrName } from "../numbers.ts";

const header = (value: string) =>
  /^[-A-Za-z0-9]+$/.test(value)
    ? []
    : [
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
      ];

/** What a kubelet can do to ask a container or tell it something. */
const handlers: Record<string, Check> = {
  exec: fields({ command: isRequired() }),
  httpGet: fields({
    path: isRequired(),
    port: portNumberOrName,
    scheme: oneOf("HTTP", "HTTPS"),
    httpHeaders: items(fields({ name: text(header) })),
  }),
  tcpSocket: fields({ port: portNumberOrName }),
  grpc: fields({ port: portNumber }),
  sleep: () => [],
};

const handler: Check = (value, at) => {
  const given = Object.keys(handlers).filter((key) => isObject(value) && isObject(value[key]));
  if (given.length === 0) return [required(at, "must specify a handler type")];
  return given.flatMap((key, index) => {
    if (index > 0) return [forbidden(`${at}.${key}`, "may not specify more than 1 handler type")];
    return handlers[key]?.((value as Record<string, unknown>)[key], `${at}.${key}`) ?? [];
  });
};

const probe: Check = all(
  handler,
  fields({
    initialDelaySeconds: nonNegative,
    timeoutSeconds: nonNegative,
    periodSeconds: nonNegative,
    successThreshold: nonNegative,
    failureThreshold: nonNegative,
    terminationGracePeriodSeconds: given(atLeast(1, "must be greater than 0")),
  }),
);

const succeedsOnce: Check = fields({
  successThreshold: (value, at) =>
    number(value) === 1 ? [] : [invalid(at, number(value), "must be 1")],
});
const endsItself: Check = fields({
  terminationGracePeriodSeconds: given((value, at) => [
    invalid(at, value, "must not be set for readinessProbes"),
  ]),
});

/** Probes and life cycle of a container that is to stay. */
export const watching: Check = fields({
  lifecycle: given(fields({ postStart: given(handler), preStop: given(handler) })),
  livenessProbe: given(all(probe, succeedsOnce)),
  readinessProbe: given(all(probe, endsItself)),
  startupProbe: given(all(probe, succeedsOnce)),
});

/** A container that is to end has none of these. */
export const unwatched: Check = (value, at) =>
  ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"].flatMap((key) =>
    isObject(value) && isObject(value[key])
      ? [
          forbidden(
            `${at}.${key}`,
            "may not be set for init containers without restartPolicy=Always",
          ),
        ]
      : [],
  );

export const portProtocol = must(oneOf("SCTP", "TCP", "UDP"));
