import type { Clock } from "../core/clock.ts";
import type { Progress } from "./subject.ts";

/** What provisioning is told: where to keep things, whom to tell, when to stop. */
export interface ProvisionOptions {
  /** Folder outside the checkout; `defaultCacheDir()` unless the user named one. */
  cacheDir: string;
  progress: Progress;
  signal: AbortSignal;
  /** Environment of the programs run; `process.env` unless given. */
  env?: NodeJS.ProcessEnv;
  /** Times the builds; wall time unless given. */
  clock?: Clock;
  /** Reaches registries; `fetch` unless given. */
  send?: (request: Request) => Promise<Response>;
}

/** The same with nothing left open. */
export type ProvisionContext = Required<ProvisionOptions>;
