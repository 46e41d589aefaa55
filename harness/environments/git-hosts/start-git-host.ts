import type { GitHost, SlotRequest } from "../environment.ts";
import type { HarnessAddress } from "../harness-address.ts";
import type { GitHostCluster } from "./gitea/gitea-in-cluster.ts";

/** Starts the Git host of a slot. */
export type StartGitHost = (
  request: Pick<SlotRequest, "dir" | "accounts" | "seed" | "clock" | "recorder" | "signal"> & {
    /** Folder in the run directory for its log; `dir` unless told. */
    logs?: string;
    /** Told what breaks it under a running scenario. */
    fail?(error: unknown): void;
    /** Where it listens, and how controllers reach it there; the loopback address unless told. */
    address?: HarnessAddress;
    /** Where controllers are Pods: for a Git host that is one, too. */
    cluster?: GitHostCluster;
  },
) => Promise<GitHost & AsyncDisposable>;
