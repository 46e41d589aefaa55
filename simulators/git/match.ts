import type { GitRequestMatch } from "../../harness/core/fault.ts";
import { matchesAny } from "../../harness/core/glob.ts";
import { gitRequestTarget } from "./request-path.ts";

/** Whether a fault's `match` covers a request; absent fields cover everything. */
export function matchesGitRequest(match: GitRequestMatch | undefined, request: Request): boolean {
  const { repositories, endpoint } = match ?? {};
  if (!repositories && !endpoint) return true;
  const target = gitRequestTarget(request.url);
  if (!target) return false;
  if (endpoint && target.endpoint !== endpoint) return false;
  return !repositories || matchesAny(repositories, target.repository);
}
