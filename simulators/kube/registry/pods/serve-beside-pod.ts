import { ApiError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import type { Call, Registry } from "../call.ts";
import { methodNotAllowed, resourceOf } from "../errors.ts";
import { postedAdmission } from "../posted.ts";
import { bind } from "./bind.ts";
import { evict } from "./evict.ts";
import { readLog } from "./log.ts";

/** What stands beside a pod and is none: its eviction, its binding, its log. Undefined for all else. */
export async function serveBesidePod(request: {
  registry: Registry;
  call: Call;
  verb: string;
  input(): Promise<{ object: ApiObject }>;
}): Promise<{ done: ApiObject } | Response | undefined> {
  const { registry, call, verb, input } = request;
  const { definition, subresource, name } = call.target;
  if (definition.group !== "") return undefined;
  const key = subresource === undefined ? definition.plural : `${definition.plural}/${subresource}`;
  const admission = postedAdmission(registry, call);
  const posted = async () => admission.mutate((await input()).object);
  switch (key) {
    case "pods/log":
      if (verb !== "get") throw methodNotAllowed(resourceOf(definition));
      return readLog(registry, call);
    case "pods/eviction":
      if (verb !== "create") throw methodNotAllowed(resourceOf(definition));
      await evict({ registry, call, admission, eviction: await posted() });
      return { done: success() };
    case "pods/binding":
    case "bindings":
      if (verb !== "create" || (key === "bindings" && name !== undefined))
        throw methodNotAllowed(resourceOf(definition));
      await bind({ registry, call, admission, binding: await posted() });
      return { done: success() };
    case "pods/exec":
    case "pods/attach":
    case "pods/portforward":
      throw upgradeRequired();
    default:
      return undefined;
  }
}

/** A Status has the outer fields of an object but no name. */
function success(): ApiObject {
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
  return status as unknown as ApiObject;
}

function upgradeRequired(): ApiError {
  return new ApiError({ message: "Upgrade request required", reason: "BadRequest", code: 400 });
}
