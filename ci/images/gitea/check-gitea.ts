import { HarnessError } from "../../../harness/core/failure.ts";
import { wallClock } from "../../../simulators/support/clock.ts";
import { runProgram } from "../run-program.ts";

const readyMsMax = 60_000;

/**
 * Starts a container as users of the official image do and waits for its API's answer.
 * @throws HarnessError with what Gitea said where it gives none, or not the version asked for.
 */
export async function checkGitea(image: string, version: string): Promise<void> {
  const docker = (...args: string[]) => runProgram({ program: "docker", args });
  const flags = ["--detach", "--publish", "127.0.0.1::3000", "--label", "fluxproof.check=gitea"];
  const setting = ["--env", "GITEA__security__INSTALL_LOCK=true"];
  const id = (await docker("run", ...flags, ...setting, image)).trim();
  try {
    const address = (await docker("port", id, "3000")).trim();
    const answer = await untilAnswering(`http://${address}/api/v1/version`);
    if (answer !== JSON.stringify({ version })) {
      const log = await docker("logs", "--tail", "20", id);
      throw new HarnessError(
        `${image}: expected its API to say version ${version} within ${readyMsMax} ms, ` +
          `last answer: ${answer}\n${log}`,
      );
    }
    const user = ["--username", "check", "--email", "check@example.com", "--random-password"];
    await docker("exec", id, "gitea", "admin", "user", "create", ...user);
  } finally {
    await docker("rm", "--force", "--volumes", id);
  }
}

async function untilAnswering(url: string): Promise<string> {
  const clock = wallClock();
  for (;;) {
    const answer = await fetch(url).then(
      async (response) => ({ ok: response.ok, text: (await response.text()).trim() }),
      (error: Error) => ({ ok: false, text: error.message }),
    );
    if (answer.ok || clock.nowMs() > readyMsMax) return answer.text;
    await clock.sleep(250);
  }
}
