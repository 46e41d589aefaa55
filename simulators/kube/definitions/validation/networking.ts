import type { FieldError } from "../../model/api-error.ts";
import { forbidden, invalid, required, unsupported } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import {
  type Check,
  fields,
  filled,
  given,
  isRequired,
  items,
  list,
  must,
  oneOf,
  same,
  text,
} from "./check.ts";
import { ingressKinds } from "./ingresses.ts";
import type { KindRules } from "./kind-rules.ts";
import { dnsLabel, portName } from "./name-rules.ts";
import { portNumber } from "./numbers.ts";
import { domainPrefixedPath, typedReference } from "./paths.ts";
import { labelSelector } from "./selectors.ts";
import { cidrProblem, isStrictSubset } from "./services/addresses.ts";

export const networkingKinds: Record<string, KindRules> = {
  ...ingressKinds,
  "IngressClass networking.k8s.io": {
    validate: fields({
      spec: fields({ controller: must(domainPrefixedPath), parameters: given(parameters) }),
    }),
    update: (object, old) => {
      const [now, then] = [object, old].map(
        ({ spec }) => (spec as { controller?: string })?.controller,
      );
      return same(now, then) ? [] : [invalid("spec.controller", now ?? "", "field is immutable")];
    },
    timesOnUpdate: 0,
  },
  "NetworkPolicy networking.k8s.io": { validate: fields({ spec: policy }), timesOnUpdate: 2 },
};

function parameters(value: unknown, at: string): FieldError[] {
  const { scope, namespace } = value as { scope?: string; namespace?: string };
  const found = typedReference(value, at);
  const place = `${at}.namespace`;
  const told = `\`parameters.scope\` is set to '${scope}'`;
  if (!scope) return [...found, required(`${at}.scope`)];
  if (scope === "Cluster")
    return namespace === undefined ? found : [...found, forbidden(place, told)];
  if (scope !== "Namespace")
    return [...found, unsupported(`${at}.scope`, scope, ["Cluster", "Namespace"])];
  if (namespace === undefined) return [...found, required(place, told)];
  return [...found, ...text(dnsLabel)(namespace, place)];
}

function policy(value: unknown, at: string): FieldError[] {
  const { policyTypes } = (isObject(value) ? value : {}) as { policyTypes?: unknown };
  const found = fields({
    podSelector: labelSelector,
    ingress: items(fields({ ports: items(policyPort), from: items(peer) })),
    egress: items(fields({ ports: items(policyPort), to: items(peer) })),
  })(value, at);
  const place = `${at}.policyTypes`;
  if (list(policyTypes).length > 2)
    return [...found, invalid(place, policyTypes, "may not specify more than two policyTypes")];
  return [...found, ...items(oneOf("Ingress", "Egress"))(policyTypes, place)];
}

const policyPort: Check = (value, at) => {
  const { port, endPort } = value as { port?: number | string; endPort?: number };
  const found = fields({ protocol: filled(oneOf("TCP", "UDP", "SCTP")) })(value, at);
  const place = `${at}.endPort`;
  const no = (why: string) =>
    endPort === undefined
      ? []
      : [invalid(place, endPort, `may not be specified when \`port\` is ${why}`)];
  if (port === undefined || port === null) return [...found, ...no("not specified")];
  if (typeof port === "string")
    return [...found, ...no("non-numeric"), ...text(portName)(port, `${at}.port`)];
  found.push(...portNumber(port, `${at}.port`));
  if (endPort === undefined) return found;
  if (endPort < port) found.push(invalid(place, port, "must be greater than or equal to `port`"));
  return [...found, ...portNumber(endPort, place)];
};

const peer: Check = (value, at) => {
  const { podSelector, namespaceSelector, ipBlock } = value as Record<string, unknown>;
  const count = [podSelector, namespaceSelector, ipBlock].filter(isObject).length;
  const found = fields({
    podSelector: labelSelector,
    namespaceSelector: labelSelector,
    ipBlock: given(block),
  })(value, at);
  if (count === 0) return [...found, required(at, "must specify a peer")];
  if (count === 1 || !isObject(ipBlock)) return found;
  return [...found, forbidden(at, "may not specify both ipBlock and another peer")];
};

const block: Check = (value, at) => {
  const { cidr = "", except } = value as { cidr?: string; except?: unknown };
  const missing = isRequired()(cidr, `${at}.cidr`);
  if (missing.length > 0) return missing;
  const wrong = cidrProblem(cidr, `${at}.cidr`);
  if (wrong.length > 0) return wrong;
  return list(except).flatMap((each, index) => {
    const place = `${at}.except[${index}]`;
    const problems = cidrProblem(String(each), place);
    if (problems.length > 0 || isStrictSubset(String(each), cidr)) return problems;
    return [invalid(place, each, "must be a strict subset of `cidr`")];
  });
};
