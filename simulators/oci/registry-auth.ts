import { createHash } from "node:crypto";
import { wholeAnswer } from "../support/whole-answer.ts";
import { refusal } from "./refusal.ts";

export type RegistryAuthentication =
  | { kind: "none" }
  | { kind: "basic" | "bearer"; username: string; password: string };

/** Who may pull. */
export interface RegistryGuard {
  /** Takes the place of what was asked for before; tokens that were given out end with it. */
  change(authentication: RegistryAuthentication): void;
  /** Undefined for those who may pass. */
  refuse(request: Request, repository: string | undefined): Response | undefined;
  /** `GET /token` */
  giveToken(request: Request): Response;
}

export const tokenPath = "/token";

export function createRegistryGuard(first: RegistryAuthentication): RegistryGuard {
  let wanted = first;
  let changes = 0;
  const isKnown = (header: string | null) =>
    wanted.kind !== "none" && header === `Basic ${btoa(`${wanted.username}:${wanted.password}`)}`;
  /** Guards nothing but a simulation. */
  const tokenFor = (scope: string) =>
    createHash("sha256").update(`${changes} ${scope}`).digest("hex");
  return {
    change(authentication) {
      wanted = authentication;
      changes += 1;
    },
    refuse(request, repository) {
      const header = request.headers.get("authorization");
      const { host, origin } = new URL(request.url);
      const scope = repository === undefined ? undefined : `repository:${repository}:pull`;
      if (wanted.kind === "none") return undefined;
      if (wanted.kind === "basic") {
        if (isKnown(header)) return undefined;
        return unauthorized(repository, `Basic realm="${host}"`);
      }
      if (scope !== undefined && header === `Bearer ${tokenFor(scope)}`) return undefined;
      const challenge = `Bearer realm="${origin}${tokenPath}",service="${host}"`;
      return unauthorized(repository, scope ? `${challenge},scope="${scope}"` : challenge);
    },
    giveToken(request) {
      if (wanted.kind !== "bearer") return refusal(404, "UNSUPPORTED", "no tokens are given");
      if (!isKnown(request.headers.get("authorization"))) return unauthorized(undefined, undefined);
      const scope = new URL(request.url).searchParams.get("scope") ?? "";
      const token = { token: tokenFor(scope), expires_in: 300 };
      return wholeAnswer(JSON.stringify(token), {
        headers: { "content-type": "application/json" },
      });
    },
  };
}

function unauthorized(repository: string | undefined, challenge: string | undefined): Response {
  const wanted = { Type: "repository", Class: "", Name: repository, Action: "pull" };
  const detail = repository === undefined ? undefined : [wanted];
  const answer = refusal(401, "UNAUTHORIZED", "authentication required", detail);
  if (challenge !== undefined) answer.headers.set("www-authenticate", challenge);
  return answer;
}
