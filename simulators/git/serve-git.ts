import type { Handler } from "../support/handler.ts";
import type { Accounts } from "./accounts.ts";
import { type GitRequestPath, parseGitRequest } from "./request-path.ts";

/** A request that may be answered: who asks has the right to. */
export interface GitAsked<Repository> {
  request: Request;
  repository: Repository;
  path: GitRequestPath;
  account?: string;
}

/** The paths of smart HTTP, and who may use them, over repositories of whatever kind. */
export function serveGit<Repository extends { name: string }>(options: {
  accounts: Accounts;
  find(name: string): Repository | undefined;
  answer(asked: GitAsked<Repository>): Promise<Response>;
}): Handler {
  const { accounts, find, answer } = options;
  return async (request, context) => {
    const path = parseGitRequest(request.url);
    const repository = path && find(path.repository);
    const identity = accounts.identify(request);
    if ("who" in identity && identity.who !== undefined) context.account = identity.who;
    if (path?.root !== "") return notFound();
    if (identity.kind === "rejected") return unauthorized("the credentials were not accepted");
    const owners = accounts.owners(path.repository);
    const account = identity.kind === "account" ? identity.who : undefined;
    // What there is not looks like what is private, as with GitHub and Gitea: names are nobody's business.
    const isOpen = repository !== undefined && owners.length === 0;
    if (account === undefined && (!isOpen || path.pushes)) {
      return unauthorized("authentication required");
    }
    if (!repository) return notFound();
    if (account !== undefined && !isOpen && !owners.includes(account)) return notFound();
    return answer({ request, repository, path, ...(account === undefined ? {} : { account }) });
  };
}

const notFound = () => plainAnswer(404, "repository not found");

/** An answer in words, with a line's end. */
export const plainAnswer = (status: number, text: string, headers: Record<string, string> = {}) =>
  new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });

const unauthorized = (text: string) =>
  plainAnswer(401, text, { "www-authenticate": 'Basic realm="simulated Git host"' });
