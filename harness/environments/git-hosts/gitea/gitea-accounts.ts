import { makeToken } from "../../../../simulators/support/pki.ts";
import { UsageError } from "../../../core/failure.ts";
import { matchesAny } from "../../../core/glob.ts";
import type { AccountSpec } from "../../../core/scenario.ts";
import { type GiteaClient, organisation } from "./gitea-client.ts";

/** The accounts of a scenario as users of Gitea, each with a token. */
export interface GiteaAccounts {
  credentials(account: string): { username: string; password: string };
  expire(account: string): Promise<void>;
  rotate(account: string): Promise<void>;
  owners(repository: string): string[];
  /** Lets those who may read and write a new repository do so. */
  admit(repository: string): Promise<void>;
}

interface Kept {
  /** Gitea makes tokens only for who has the password. */
  password: string;
  tokenId: number;
  token: string;
}

/** Of the team that everybody is in, and every repository that nobody owns. */
const everybody = "everybody";

/** @throws UsageError for an account that is defined twice, HarnessError for a name that Gitea doesn't take. */
export async function createGiteaAccounts(
  client: GiteaClient,
  specs: readonly AccountSpec[],
): Promise<GiteaAccounts> {
  const { ask } = client;
  const kept = new Map<string, Kept>();
  let tokens = 0;
  await ask("create an organisation", (api) =>
    api.orgs.orgCreate({ username: organisation, visibility: "public" }),
  );
  const team = await ask("create a team", (api) =>
    api.orgs.orgCreateTeam(organisation, {
      ...{ name: everybody, permission: "write", units: ["repo.code"] },
      units_map: { "repo.code": "write" },
    }),
  );
  for (const { name } of specs) {
    if (kept.has(name)) throw new UsageError(`account ${name} is defined twice`);
    const password = makeToken();
    await ask(`create user ${name}`, (api) =>
      api.admin.adminCreateUser({
        ...{ username: name, email: `${name}@example.invalid`, password },
        must_change_password: false,
      }),
    );
    await ask(`add ${name} to a team`, (api) => api.teams.orgAddTeamMember(team.id ?? 0, name));
    kept.set(name, { password, ...(await newToken(name, password)) });
  }

  async function newToken(name: string, password: string) {
    tokens += 1;
    const made = await ask(`make a token for ${name}`, (api) =>
      api.users.userCreateToken(
        name,
        { name: `token-${tokens}`, scopes: ["write:repository"] },
        asUser(name, password),
      ),
    );
    return { tokenId: made.id ?? 0, token: made.sha1 ?? "" };
  }

  async function expire(account: string) {
    const { password, tokenId } = entry(account);
    const gone = await client.api.users
      .userDeleteAccessToken(account, String(tokenId), asUser(account, password))
      .catch((error: { status?: number }) => error);
    // One that has expired before is gone already.
    if (gone.status === 404) return;
    await ask(`delete a token of ${account}`, async () => {
      if (gone.status !== 204) throw gone;
      return { data: undefined };
    });
  }

  function entry(account: string): Kept {
    const found = kept.get(account);
    if (found) return found;
    const known = [...kept.keys()].join(", ") || "none";
    throw new UsageError(`the Git host has no account ${account}; it has: ${known}`);
  }

  const owners = (repository: string) =>
    specs.filter(({ owns }) => matchesAny(owns, repository)).map(({ name }) => name);

  return {
    credentials: (account) => ({ username: account, password: entry(account).token }),
    expire,
    async rotate(account) {
      await expire(account);
      const { password } = entry(account);
      kept.set(account, { password, ...(await newToken(account, password)) });
    },
    owners,
    async admit(repository) {
      const names = owners(repository);
      if (names.length === 0) {
        await ask(`open ${repository} to everybody`, (api) =>
          api.teams.orgAddTeamRepository(team.id ?? 0, organisation, repository),
        );
      }
      for (const name of names) {
        await ask(`let ${name} use ${repository}`, (api) =>
          api.repos.repoAddCollaborator(organisation, repository, name, { permission: "write" }),
        );
      }
    },
  };
}

/** In place of the administrator's token: Gitea wants a user's own password for this. */
function asUser(name: string, password: string) {
  const basic = Buffer.from(`${name}:${password}`).toString("base64");
  return { secure: false, headers: { authorization: `Basic ${basic}` } };
}
