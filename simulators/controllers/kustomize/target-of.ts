import { restMapper } from "../runtime/rest-mapper.ts";
import type { Target } from "../ssa/target.ts";
import { ownTarget, type Turn } from "./context.ts";

/** Where a Kustomization applies to: as its own account where it names one, which learns all kinds anew. */
export function targetOf({ context, draft, spec }: Turn): Target {
  const { process } = context;
  const { serviceAccountName } = spec;
  if (!serviceAccountName || process.has("impersonation-ignored")) return ownTarget(context);
  const { clock, signal } = process;
  const { namespace = "" } = draft.object.metadata;
  const api = process.impersonate(`system:serviceaccount:${namespace}:${serviceAccountName}`);
  const mapper = restMapper(api, signal);
  return { api, mapper, statusMapper: mapper, clock, signal };
}
