import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import type { ControllerSettings } from "../../core/scenario.ts";

/** What every part of one slot works with. */
export interface SlotContext {
  /** Temporary folder of the slot. */
  folder: string;
  /** One without a disk, for controllers whose temporary files are to lie in memory. */
  memoryFolder?: string;
  /** Folder in the run directory that outlives the slot. */
  logs: string;
  recorder: Recorder;
  clock: Clock;
  /** Aborted when the run is, or once the slot failed. */
  signal: AbortSignal;
  /** Makes the slot fail; the first reason counts. */
  fail(error: unknown): void;
}

/** A controller's own places inside the slot's folder. */
export function controllerPlaces(context: SlotContext, name: string) {
  const home = join(context.folder, name);
  return {
    home,
    binary: join(home, name),
    storage: join(home, "data"),
    kubeconfig: join(home, "kubeconfig"),
    log: join(context.logs, `${name}.log`),
  };
}

/** Where a controller's temporary files go. */
export function temporaryPlace(
  { folder, memoryFolder = folder }: SlotContext,
  { name, settings }: { name: string; settings: Pick<ControllerSettings, "temporaryFiles"> },
): string {
  return settings.temporaryFiles === "memory"
    ? join(memoryFolder, name)
    : join(folder, name, "tmp");
}
