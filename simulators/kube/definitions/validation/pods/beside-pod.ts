import type { FieldError } from "../../../model/api-error.ts";
import type { ApiObject } from "../../../model/api-object.ts";
import { forbidden, invalid } from "../../../model/findings.ts";
import { qosClass } from "../../strategies/create-fills.ts";
import { list, same } from "../check.ts";
import { internalValue } from "../internal-value.ts";
import { unifiedDiff } from "../unified-diff.ts";
import { podSpec } from "./pod-spec.ts";

type Spec = Record<string, unknown>;

/** What is wrong with a change by the endpoints for ephemeral containers and for resources. */
export function judgeBesidePod(subresource: string, pod: ApiObject, old: ApiObject): FieldError[] {
  const [spec, before] = [pod.spec, old.spec].map((each) => each ?? {}) as [Spec, Spec];
  if (subresource === "ephemeralcontainers") {
    const at = "spec.ephemeralContainers";
    const found = podSpec(spec, "spec").filter(({ field }) => field.startsWith(at));
    return [...found, ...keptContainers(spec, before, at)];
  }
  if (subresource !== "resize") return [];
  const found = podSpec(spec, "spec").filter(({ field }) => /ontainers.*\.resources/.test(field));
  const told = "Pod QOS Class may not change as a result of resizing";
  const kind = qosClass(spec);
  return kind === qosClass(before) ? found : [...found, invalid("spec", kind, told)];
}

/** Who has come stays, as it came. */
function keptContainers(spec: Spec, before: Spec, at: string): FieldError[] {
  const containers = list(spec.ephemeralContainers) as { name: string }[];
  return (list(before.ephemeralContainers) as { name: string }[]).flatMap((container) => {
    const now = containers.find(({ name }) => name === container.name);
    const named = `existing ephemeral containers ${JSON.stringify(container.name)} may not be`;
    if (!now) return [forbidden(at, `${named} removed\n`)];
    if (same(now, container)) return [];
    const [shown, shownOld] = [now, container].map((each) =>
      internalValue("core.EphemeralContainer", each),
    );
    return [forbidden(at, `${named} changed\n${unifiedDiff(shownOld, shown)}`)];
  });
}
