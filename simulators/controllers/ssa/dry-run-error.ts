import { type ApiObject, isNotFound, statusOf } from "../runtime/controller-api.ts";
import { describe } from "../runtime/start-controller.ts";
import { idOf, subjectOf } from "./object-id.ts";

/** An object that the server wouldn't take, in Flux's words. */
export class DryRunError extends Error {
  override readonly name = "DryRunError";
  readonly object: ApiObject;

  constructor(object: ApiObject, cause: unknown) {
    super(messageOf(object, cause), { cause });
    this.object = object;
  }
}

function messageOf(object: ApiObject, cause: unknown): string {
  const subject = subjectOf(idOf(object));
  if (isNotFound(cause)) {
    const what = object.metadata.namespace ? "not found" : "namespace not specified";
    return `${subject} ${what}: ${describe(cause)}`;
  }
  const status = statusOf(cause);
  const conflict = status?.details?.causes?.find(({ reason }) => reason === "FieldManagerConflict");
  const reason = conflict?.reason ?? status?.reason ?? "";
  return `${subject} dry-run failed${reason === "" ? "" : ` (${reason})`}: ${describe(cause)}`;
}

/** Whether only another object in its place can have this spec. */
export function isImmutable(error: unknown): boolean {
  const reason = statusOf(error)?.reason;
  if (reason === "Conflict" || reason === "Invalid") return true;
  return /is\simmutable|immutable\sfield/.test(describe(error));
}
