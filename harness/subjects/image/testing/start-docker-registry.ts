import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { findExecutable } from "../../find-executable.ts";

export interface StartedRegistry extends AsyncDisposable {
  /** `127.0.0.1:41234` */
  host: string;
}

/** The account of a registry that has one; bcrypt is the only form it takes. */
export const account = { username: "flux", password: "secret" };
const htpasswd = "flux:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n";

/** The Distribution project's registry as a process; undefined where it isn't installed. */
export async function startDockerRegistry({
  locked,
}: {
  locked: boolean;
}): Promise<StartedRegistry | undefined> {
  const program = await findExecutable("docker-registry", process.env);
  if (!program) return undefined;
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  await writeFile(join(dir, "htpasswd"), htpasswd);
  await writeFile(
    join(dir, "config.yml"),
    JSON.stringify({
      version: "0.1",
      log: { level: "warn" },
      storage: { filesystem: { rootdirectory: join(dir, "data") } },
      http: { addr: host },
      ...(locked && { auth: { htpasswd: { realm: "test", path: join(dir, "htpasswd") } } }),
    }),
  );
  // Ends with the test's process, however that ends.
  const command = ["--pdeathsig", "KILL", program, "serve", join(dir, "config.yml")];
  const child = spawn("setpriv", command, { stdio: "ignore" });
  const closed = once(child, "close");
  const stop = async () => {
    child.kill("SIGKILL");
    await closed;
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await vi.waitFor(() => fetch(`http://${host}/v2/`), 10_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, [Symbol.asyncDispose]: stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return address && typeof address === "object" ? address.port : 0;
}
