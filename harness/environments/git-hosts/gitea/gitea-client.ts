import type { Api } from "gitea-js";
import { HarnessError } from "../../../core/failure.ts";

/** The organisation that all repositories of a run belong to. */
export const organisation = "fluxproof";

export interface GiteaClient {
  api: Api<unknown>;
  /**
   * Asks Gitea for something.
   * @param what for the error: `create repository r`
   * @throws HarnessError with Gitea's words when it refuses or doesn't answer.
   */
  ask<Answer>(
    what: string,
    request: (api: Api<unknown>) => Promise<{ data: Answer }>,
  ): Promise<Answer>;
}

/** A client of Gitea's API with an administrator's token. */
export async function giteaClient(options: {
  origin: string;
  token: string;
  signal: AbortSignal;
}): Promise<GiteaClient> {
  const { origin, token, signal } = options;
  // Only who runs Gitea has to load it.
  const { giteaApi } = await import("gitea-js");
  const api = giteaApi(origin, {
    token,
    customFetch: (input, init) => fetch(input, { ...init, signal }),
  });
  return {
    api,
    async ask(what, request) {
      try {
        return (await request(api)).data;
      } catch (error) {
        signal.throwIfAborted();
        throw new HarnessError(`Gitea would not ${what}: ${refusalText(error)}`);
      }
    },
  };
}

function refusalText(error: unknown): string {
  if (error instanceof Error) return String(error.cause ?? error.message);
  const { status, error: body } = error as { status?: number; error?: { message?: string } };
  return `${status} ${body?.message ?? ""}`.trim();
}
