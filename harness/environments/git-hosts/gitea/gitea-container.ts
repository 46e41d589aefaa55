import type { Clock } from "../../../core/clock.ts";
import { UnsupportedError } from "../../../core/failure.ts";
import type { RunningGitea } from "./running-gitea.ts";
import type { GiteaSettings } from "./settings.ts";

export async function startGiteaContainer(_request: {
  image: string;
  settings: GiteaSettings;
  logFile: string;
  clock: Clock;
  signal: AbortSignal;
  fail(error: unknown): void;
}): Promise<RunningGitea> {
  throw new UnsupportedError("Gitea in a container", "it is not written yet");
}
