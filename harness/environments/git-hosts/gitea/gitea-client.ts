import type { Api, DeployKey, PullRequest } from "gitea-js";
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
  /** What was pushed is known everywhere once it resolves: Gitea passes pushes on by queues. */
  settle(): Promise<void>;
  /** @param publicKey as OpenSSH writes it */
  addDeployKey(key: {
    repository: string;
    title: string;
    publicKey: string;
    readOnly: boolean;
  }): Promise<DeployKey>;
  openPullRequest(request: {
    repository: string;
    title: string;
    /** The branch with the change. */
    head: string;
    /** The branch it is for. */
    base: string;
  }): Promise<PullRequest>;
}

/** A client of Gitea's API with an administrator's token. */
export async function giteaClient(options: {
  origin: string;
  token: string;
  /** Runs Gitea's own command line. */
  run(args: string[]): Promise<unknown>;
  signal: AbortSignal;
}): Promise<GiteaClient> {
  const { origin, token, signal } = options;
  // Only who runs Gitea has to load it.
  const { giteaApi } = await import("gitea-js");
  const api = giteaApi(origin, {
    token,
    customFetch: (input, init) => fetch(input, { ...init, signal }),
  });
  const ask: GiteaClient["ask"] = async (what, request) => {
    try {
      return (await request(api)).data;
    } catch (error) {
      signal.throwIfAborted();
      throw new HarnessError(`Gitea would not ${what}: ${refusalText(error)}`);
    }
  };
  const settle = async () => {
    await options.run(["manager", "flush-queues"]);
  };
  return {
    ...{ api, ask, settle },
    addDeployKey: ({ repository, title, publicKey, readOnly }) =>
      ask(`add a deploy key to ${repository}`, () =>
        api.repos.repoCreateKey(organisation, repository, {
          ...{ title, key: publicKey, read_only: readOnly },
        }),
      ),
    async openPullRequest({ repository, ...request }) {
      // There is no pull request of a branch that has not been heard of.
      await settle();
      return await ask(`open a pull request in ${repository}`, () =>
        api.repos.repoCreatePullRequest(organisation, repository, request),
      );
    },
  };
}

function refusalText(error: unknown): string {
  if (error instanceof Error) return String(error.cause ?? error.message);
  const { status, error: body } = error as { status?: number; error?: { message?: string } };
  return `${status} ${body?.message ?? ""}`.trim();
}
