import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { HarnessError, UsageError } from "../../../core/failure.ts";

/** How to log in to a registry. */
export type Credentials =
  | { kind: "password"; username: string; password: string }
  /** An OAuth 2 refresh token, to be exchanged where the registry gives tokens. */
  | { kind: "refresh-token"; token: string };

const configSchema = z.object({
  auths: z
    .record(
      z.string(),
      z.object({ auth: z.string().optional(), identitytoken: z.string().optional() }),
    )
    .optional(),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});
const helperSchema = z.object({ Username: z.string(), Secret: z.string() });

/** `config.json` of Docker, which `docker login` and its kin write. */
export function dockerConfigFile(env: NodeJS.ProcessEnv): string {
  return join(env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), ".docker"), "config.json");
}

/**
 * What Docker's configuration holds for a registry; undefined for nothing.
 * @throws UsageError for a file that isn't such a configuration, without quoting from it.
 */
export async function findCredentials(
  registry: string,
  env: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const file = dockerConfigFile(env);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new UsageError(`${file}: cannot be read (${error.code})`);
  });
  if (text === undefined) {
    return undefined;
  }
  const config = configSchema.safeParse(parseJson(text));
  if (!config.success) {
    throw new UsageError(`${file}: expected Docker's configuration as JSON`);
  }
  const { auths = {}, credHelpers = {}, credsStore } = config.data;
  const key = registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
  const helper = credHelpers[key] ?? credsStore;
  if (helper) {
    return askHelper(helper, key, env);
  }
  const entry = Object.entries(auths).find(([name]) => name === key || hostOf(name) === registry);
  if (entry?.[1].identitytoken) {
    return { kind: "refresh-token", token: entry[1].identitytoken };
  }
  return entry?.[1].auth
    ? readBasic(entry[1].auth, `${file}, auths[${JSON.stringify(key)}]`)
    : undefined;
}

/** `https://registry.example.com/v2/` was written by older programs. */
function hostOf(name: string): string {
  return name.replace(/^https?:\/\//, "").replace(/\/.*$/s, "");
}

function readBasic(auth: string, where: string): Credentials {
  const [, username, password] = /^([^:]*):(.*)$/s.exec(atobOrNothing(auth)) ?? [];
  if (username === undefined || password === undefined) {
    throw new UsageError(`${where}: expected USER:PASSWORD in base64`);
  }
  return { kind: "password", username, password };
}

/** The protocol of docker-credential-helpers: the registry on stdin, JSON on stdout. */
async function askHelper(
  helper: string,
  key: string,
  env: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const asked = promisify(execFile)(program, ["get"], { env, timeout: 30_000 });
  asked.child.stdin?.on("error", () => {}).end(key);
  const answer = await asked.catch((error: { stdout?: string; code?: unknown }) => {
    if (/credentials not found/i.test(error.stdout ?? "")) return undefined;
    throw new HarnessError(
      `${program}, which Docker's configuration names for ${key}, failed (${error.code})`,
    );
  });
  if (!answer) {
    return undefined;
  }
  const said = helperSchema.safeParse(parseJson(answer.stdout));
  if (!said.success) {
    throw new HarnessError(`${program}: expected JSON with Username and Secret from it`);
  }
  const { Username: username, Secret: secret } = said.data;
  return username === "<token>"
    ? { kind: "refresh-token", token: secret }
    : { kind: "password", username, password: secret };
}

function atobOrNothing(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
