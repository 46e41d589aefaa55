import { isIPv4, isIPv6 } from "node:net";
import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { duplicate, invalid, required } from "../../model/findings.ts";
import {
  all,
  type Check,
  fields,
  filled,
  given,
  immutable,
  items,
  list,
  must,
  oneOf,
  same,
  text,
} from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName } from "./name-rules.ts";
import { portNumber } from "./numbers.ts";
import { labels } from "./selectors.ts";
import { addressProblems, ipAddress } from "./services/addresses.ts";

export const sliceKinds: Record<string, KindRules> = {
  "Endpoints ": {
    validate: fields({ subsets: subsets }),
    update: (object, old) =>
      same(object.subsets, old.subsets) ? [] : subsets(object.subsets, "subsets"),
    timesOnUpdate: 0,
  },
  "EndpointSlice discovery.k8s.io": {
    validate: (value, at) => {
      const { addressType, endpoints } = value as ApiObject;
      return [...rest(value, at), ...items(endpoint(addressType))(endpoints, "endpoints")];
    },
    update: (object, old) => [
      ...rest(object, ""),
      // What older servers let in may stay.
      ...(same(object.endpoints, old.endpoints)
        ? []
        : items(endpoint(object.addressType))(object.endpoints, "endpoints")),
      ...immutable()(object.addressType, old.addressType, "addressType"),
    ],
    timesOnUpdate: 0,
  },
};

const rest = fields({
  addressType: must(oneOf("FQDN", "IPv4", "IPv6")),
  ports: all(
    items(
      fields({
        name: filled(text(dnsLabel)),
        protocol: oneOf("SCTP", "TCP", "UDP"),
        appProtocol: given(text(qualifiedName)),
      }),
    ),
    (value, at) => {
      const names = list(value).map((port) => (port as { name?: string }).name ?? "");
      return names.flatMap((name, index): FieldError[] =>
        names.indexOf(name) < index ? [duplicate(`${at}[${index}].name`, name)] : [],
      );
    },
  ),
});

function subsets(value: unknown, at: string): FieldError[] {
  const address = fields({
    ip: all(ipAddress, addressProblems),
    hostname: filled(text(dnsLabel)),
    nodeName: given(text(dnsSubdomain)),
  });
  return list(value).flatMap((subset, index) => {
    const place = `${at}[${index}]`;
    const { addresses, notReadyAddresses, ports } = subset as Record<string, unknown>;
    const none = list(addresses).length + list(notReadyAddresses).length === 0;
    const named = list(ports).length > 1 ? must(text(dnsLabel)) : filled(text(dnsLabel));
    return [
      ...(none ? [required(place, "must specify `addresses` or `notReadyAddresses`")] : []),
      ...fields({
        addresses: items(address),
        notReadyAddresses: items(address),
        ports: items(
          fields({
            name: named,
            port: portNumber,
            protocol: must(oneOf("SCTP", "TCP", "UDP")),
            appProtocol: given(text(qualifiedName)),
          }),
        ),
      })(subset, place),
    ];
  });
}

function endpoint(type: unknown): Check {
  return fields({
    addresses: (value, at) =>
      list(value).length === 0
        ? [required(at, "must contain at least 1 address")]
        : list(value).flatMap((one, index) => addressOf(type, String(one), at, index)),
    nodeName: given(text(dnsSubdomain)),
    deprecatedTopology: labels,
    hostname: given(text(dnsLabel)),
    hints: fields({
      forZones: items(fields({ name: text(labelValue) })),
      forNodes: items(fields({ name: text(dnsSubdomain) })),
    }),
  });
}

function addressOf(type: unknown, address: string, at: string, index: number): FieldError[] {
  const place = `${at}[${index}]`;
  if (type !== "IPv4" && type !== "IPv6") return [];
  const problems = addressProblems(address, place);
  const fits = type === "IPv4" ? isIPv4(address) : isIPv6(address);
  if (fits || !(isIPv4(address) || isIPv6(address))) return problems;
  return [invalid(at, address, `must be an ${type} address`), ...problems];
}
