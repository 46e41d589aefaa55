import type { FieldError } from "../../../model/api-error.ts";
import { invalid } from "../../../model/findings.ts";
import { clusterIpProblems, familyOf } from "./cluster-ips.ts";
import type { ServiceSpec } from "./service.ts";

/** The families of addresses of a Service, on a cluster that has IPv4 alone. */
export function settleFamilies(spec: ServiceSpec, before: ServiceSpec | undefined): FieldError[] {
  if (spec.type === "ExternalName") return [];
  const bare = spec.clusterIP === "None" && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??= before?.ipFamilyPolicy ?? (bare ? "RequireDualStack" : "SingleStack");
  const problems = clusterIpProblems(spec, "spec");
  if (problems.length > 0) return problems;
  const single = spec.ipFamilyPolicy === "SingleStack";
  const families = [...(spec.ipFamilies ?? [])];
  if (single && families.length === 2) {
    const detail =
      "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified";
    return [invalid("spec.ipFamilyPolicy", spec.ipFamilyPolicy, detail)];
  }
  for (const [index, ip] of (spec.clusterIPs ?? []).entries())
    if (ip !== "None" && index >= families.length) families.push(familyOf(ip));
  // Who asks for no address and selects no Pods may speak any family.
  if (bare) {
    if (families.length === 0) families.push("IPv4");
    if (families.length < 2 && !single) families.push(families[0] === "IPv4" ? "IPv6" : "IPv4");
    spec.ipFamilies = families;
    return [];
  }
  const found: FieldError[] = [];
  if (spec.ipFamilyPolicy === "RequireDualStack") {
    const detail = "this cluster is not configured for dual-stack services";
    found.push(invalid("spec.ipFamilyPolicy", spec.ipFamilyPolicy, detail));
  }
  for (const [index, family] of families.entries())
    if (family !== "IPv4")
      found.push(invalid(`spec.ipFamilies[${index}]`, family, "not configured on this cluster"));
  if (found.length === 0) spec.ipFamilies = families.length > 0 ? families : ["IPv4"];
  return found;
}
