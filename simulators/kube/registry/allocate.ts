import { copyJson } from "../../support/copy-json.ts";
import { allocateService } from "../definitions/validation/services/allocate.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Call, Registry } from "./call.ts";
import { invalid } from "./errors.ts";

const services = { group: "", resource: "services" };

/**
 * The object with what the cluster has only once: the addresses and ports of a Service. Nothing is
 * kept of what is given out; who is gone has none. @throws ApiError Invalid.
 */
export function allocate(
  registry: Registry,
  call: Call,
  object: ApiObject,
  old?: ApiObject,
): ApiObject {
  const { definition, subresource } = call.target;
  if (definition.group !== "" || definition.plural !== "services") return object;
  if (subresource !== undefined) return object;
  const own = copyJson(object);
  const { name, namespace } = object.metadata;
  const others = registry.store
    .list(services)
    .filter(({ metadata }) => metadata.name !== name || metadata.namespace !== namespace);
  const { random } = registry;
  const asked = { object: own, others, random, dryRun: call.dryRun, ...(old ? { old } : {}) };
  const problems = allocateService(asked);
  if (problems.length > 0) throw invalid({ group: "", kind: "Service" }, name, problems);
  return own;
}
