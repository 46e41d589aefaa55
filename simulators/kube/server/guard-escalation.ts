import { checkEscalation } from "../access/escalation.ts";
import type { Admit } from "../registry/call.ts";

/** Refuses what grants more than the user has: after mutation, before the object is checked, as the real server. */
export function guardEscalation(admit: Admit): Admit {
  return {
    async mutate(request) {
      const changed = await admit.mutate(request);
      const object = changed ?? request.object;
      if (object && request.operation !== "DELETE") {
        const { user, target, oldObject, reader } = request;
        checkEscalation({
          user,
          object,
          reader,
          ...(oldObject && { old: oldObject }),
          ...(target.namespace !== undefined && { namespace: target.namespace }),
          ...(target.name !== undefined && { name: target.name }),
        });
      }
      return changed;
    },
    validate: async (request) => admit.validate(request),
  };
}
