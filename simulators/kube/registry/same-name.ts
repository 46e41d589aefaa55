import { badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Target } from "./call.ts";

/** An update's object must be the one of the path. @throws ApiError BadRequest. */
export function requireSameName({ metadata }: ApiObject, { name }: Target): void {
  if (!metadata.name) {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (metadata.name === name) return;
  throw badRequest(
    `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
  );
}
