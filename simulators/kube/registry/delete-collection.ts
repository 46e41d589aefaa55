import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Call, Registry } from "./call.ts";
import { remove } from "./delete.ts";
import type { DeleteOptions } from "./delete-options.ts";
import { warnOfOrphans } from "./deletion-finalizers.ts";
import { list } from "./list.ts";
import { parseListOptions } from "./list-options.ts";

/** Deletes what a list of the same query holds; answers that list. */
export async function removeCollection(
  registry: Registry,
  call: Call,
  options: DeleteOptions,
): Promise<{ items: ApiObject[]; metadata: object }> {
  warnOfOrphans(call, options);
  const listed = await list(registry, call, parseListOptions(call.query, false));
  for (const { metadata } of listed.items) {
    const { name, namespace } = metadata;
    const target = { ...call.target, name, ...(namespace === undefined ? {} : { namespace }) };
    try {
      await remove(registry, { ...call, target }, { ...options, ofCollection: true });
    } catch (error) {
      // Another may have been faster.
      if (!(error instanceof ApiError) || error.status.reason !== "NotFound") throw error;
    }
  }
  return listed;
}
