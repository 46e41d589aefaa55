import type { ApiObject } from "../model/api-object.ts";
import recorded from "./bootstrap-policy.json" with { type: "json" };

/**
 * Roles and bindings the API server makes for itself when it starts, without what a store adds to
 * them (uid, times). Recorded from kube-apiserver 1.34.4: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx
 * vitest run simulators/kube/access/authorize.real.test.ts`, then `npm run format`. The rules of aggregated roles
 * are null here, as there: a controller gathers them.
 */
export function bootstrapPolicy(): ApiObject[] {
  // `null` rules and the like are what the API gave, so that the file's type is not that of objects.
  return structuredClone(recorded) as unknown as ApiObject[];
}
