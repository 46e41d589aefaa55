import type { FieldError } from "../../../model/api-error.ts";
import { forbidden, invalid } from "../../../model/findings.ts";
import { same } from "../check.ts";
import { isHeadless, needsHealthCheck, type ServiceSpec } from "./service.ts";

/** What of a Service may not change. */
export function changes(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (spec.type === "ExternalName" || old.type === "ExternalName") return [];
  const once = "may not change once set";
  const found: FieldError[] = [];
  if (!(isHeadless(spec) && isHeadless(old))) {
    const [ips, before] = [spec.clusterIPs ?? [], old.clusterIPs ?? []];
    if (before.length > 0 && ips[0] !== before[0])
      found.push(invalid("spec.clusterIPs[0]", ips, once));
  }
  if (!isHeadless(spec) && !isHeadless(old)) {
    const [families, before] = [spec.ipFamilies ?? [], old.ipFamilies ?? []];
    if (before.length > 0 && families.length > 0 && families[0] !== before[0])
      found.push(invalid("spec.ipFamilies[0]", families, once));
  }
  if (spec.type === "LoadBalancer" && old.type === "LoadBalancer") {
    if (!same(spec.loadBalancerClass, old.loadBalancerClass))
      found.push(invalid("spec.loadBalancerClass", spec.loadBalancerClass ?? null, once));
  }
  if (needsHealthCheck(spec) && needsHealthCheck(old)) {
    if (spec.healthCheckNodePort !== old.healthCheckNodePort)
      found.push(forbidden("spec.healthCheckNodePort", "field is immutable"));
  }
  return found;
}
