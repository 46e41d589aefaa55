import { isIP } from "node:net";
import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { invalid, required, unsupported } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import {
  type Check,
  fields,
  filled,
  given,
  isEmpty,
  isRequired,
  items,
  must,
  text,
} from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { dns1035Label, dnsSubdomain, portName, wildcardSubdomain } from "./name-rules.ts";
import { portNumber } from "./numbers.ts";
import { typedReference } from "./paths.ts";

const classAnnotation = "kubernetes.io/ingress.class";

export const ingressKinds: Record<string, KindRules> = {
  "Ingress networking.k8s.io": { validate: fields({ spec: judge }), create: classTwice },
};

function classTwice({ metadata, spec }: ApiObject): FieldError[] {
  const old = metadata.annotations?.[classAnnotation];
  const { ingressClassName } = (spec ?? {}) as { ingressClassName?: string };
  if (old === undefined || ingressClassName === undefined || old === ingressClassName) return [];
  const detail = "must match `ingressClassName` when both are specified";
  return [invalid(`annotations.${classAnnotation}`, old, detail)];
}

function judge(value: unknown, at: string): FieldError[] {
  const spec = isObject(value) ? value : {};
  const { rules, defaultBackend } = spec;
  const nothing = isEmpty(rules) && !isObject(defaultBackend);
  return [
    ...(nothing
      ? [invalid(at, rules ?? null, "either `defaultBackend` or `rules` must be specified")]
      : []),
    ...fields({
      defaultBackend: given(backend),
      rules: items(rule),
      tls: items(fields({ hosts: items(tlsHost), secretName: filled(text(dnsSubdomain)) })),
      ingressClassName: given(text(dnsSubdomain)),
    })(spec, at),
  ];
}

const tlsHost: Check = (value, at) =>
  text(String(value).includes("*") ? wildcardSubdomain : dnsSubdomain)(value, at);

const rule: Check = (value, at) => {
  const { host = "" } = value as { host?: string };
  const place = `${at}.host`;
  return [
    ...(isIP(host) === 0 ? [] : [invalid(place, host, "must be a DNS name, not an IP address")]),
    ...(host === "" ? [] : tlsHost(host, place)),
    ...fields({ http: given(fields({ paths: must(items(path)) })) })(value, at),
  ];
};

const sequences = ["//", "/./", "/../", "%2f", "%2F"];
const suffixes = ["/..", "/."];
const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];

const path: Check = (value, at) => {
  const { pathType, path: given = "" } = value as { pathType?: string; path?: string };
  if (!pathType) return [required(`${at}.pathType`, "pathType must be specified")];
  const place = `${at}.path`;
  const strict = pathType !== "ImplementationSpecific";
  const wrong = (detail: string) => invalid(place, given, detail);
  const found = !pathTypes.includes(pathType)
    ? [unsupported(`${at}.pathType`, pathType, pathTypes)]
    : [
        ...(given.startsWith("/") || (given === "" && !strict)
          ? []
          : [wrong("must be an absolute path")]),
        ...(strict ? sequences : [])
          .filter((each) => given.includes(each))
          .map((each) => wrong(`must not contain '${each}'`)),
        ...(strict ? suffixes : [])
          .filter((each) => given.endsWith(each))
          .map((each) => wrong(`cannot end with '${each}'`)),
      ];
  return [...found, ...fields({ backend })(value, at)];
};

const backend: Check = (value, at) => {
  const { resource, service } = (isObject(value) ? value : {}) as Record<string, unknown>;
  if (isObject(resource) && isObject(service))
    return [invalid(at, "", "cannot set both resource and service backends")];
  if (isObject(resource)) return typedReference(resource, `${at}.resource`);
  if (!isObject(service)) return [invalid(at, "", "resource or service backend is required")];
  const { name, number } = (isObject(service.port) ? service.port : {}) as {
    name?: string;
    number?: number;
  };
  const found = fields({ name: must(text(dns1035Label)) })(service, `${at}.service`);
  if (name && number) return [...found, invalid(at, "", "cannot set both port name & port number")];
  if (name) return [...found, ...text(portName)(name, `${at}.service.port.name`)];
  if (number) return [...found, ...portNumber(number, `${at}.service.port.number`)];
  return [...found, ...isRequired("port name or number is required")(undefined, at)];
};
