import type { FieldError } from "../../../model/api-error.ts";
import { duplicate, invalid, required } from "../../../model/findings.ts";
import { given, oneOf } from "../check.ts";
import { ipAddress } from "./addresses.ts";
import { isHeadless, type ServiceSpec } from "./service.ts";

const families = oneOf("IPv4", "IPv6");
const policies = given(oneOf("PreferDualStack", "RequireDualStack", "SingleStack"));

/** How a Service's addresses and their families fit together. */
export function clusterIpProblems(spec: ServiceSpec, at: string): FieldError[] {
  if (spec.type === "ExternalName") return [];
  const ips = spec.clusterIPs ?? [];
  const place = `${at}.clusterIPs`;
  const found = [
    ...firstProblems(spec, ips, place),
    ...familyProblems(spec.ipFamilies ?? [], `${at}.ipFamilies`),
    ...policies(spec.ipFamilyPolicy, `${at}.ipFamilyPolicy`),
  ];
  const wrong = ips.flatMap((ip, index) => {
    if (index > 0 || ip !== "None") return ipAddress(ip, `${place}[${index}]`);
    return ips.length > 1 ? [invalid(place, ips, "'None' must be the first and only value")] : [];
  });
  found.push(...wrong);
  if (ips.length > 2) found.push(invalid(place, ips, "may only hold up to 2 values"));
  if (wrong.length > 0) return found;
  if (ips.length > 1 && new Set(ips.map(familyOf)).size === 1)
    found.push(invalid(place, ips, "may specify no more than one IP for each IP family"));
  if (isHeadless(spec)) return found;
  return [...found, ...mixed(ips, spec.ipFamilies ?? [], place)];
}

export function familyOf(ip: string): string {
  return ip.includes(":") ? "IPv6" : "IPv4";
}

function firstProblems({ clusterIP }: ServiceSpec, ips: string[], at: string): FieldError[] {
  if (!clusterIP)
    return ips.length > 0
      ? [invalid(at, ips, "must be empty when `clusterIP` is not specified")]
      : [];
  if (ips.length === 0) return [required(at)];
  return ips[0] === clusterIP ? [] : [invalid(at, ips, "first value must match `clusterIP`")];
}

function familyProblems(given: string[], at: string): FieldError[] {
  return given.flatMap((family, index) => [
    ...families(family, `${at}[${index}]`),
    ...(given.indexOf(family) < index ? [duplicate(`${at}[${index}]`, family)] : []),
  ]);
}

function mixed(ips: string[], given: string[], at: string): FieldError[] {
  return ips.flatMap((ip, index) => {
    const family = given[index];
    if (family === undefined || familyOf(ip) === family || !["IPv4", "IPv6"].includes(family))
      return [];
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    return [invalid(`${at}[${index}]`, ip, detail)];
  });
}
