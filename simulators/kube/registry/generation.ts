import type { ApiObject } from "../model/api-object.ts";
import { sameJson } from "./same-json.ts";

/**
 * Whether an update of a custom resource asks for something else than before. Status counts when it has
 * no subresource of its own; metadata never does. Built-in kinds count in their strategies.
 */
export function wishChanged(options: {
  statusApart: boolean;
  object: ApiObject;
  old: ApiObject;
}): boolean {
  const { statusApart, object, old } = options;
  const wish = ({ metadata, apiVersion, status, ...rest }: ApiObject) =>
    statusApart ? rest : { ...rest, status };
  return !sameJson(wish(object), wish(old));
}
