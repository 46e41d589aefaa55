import { createHash } from "node:crypto";
import { join } from "node:path";
import { checkChecks } from "../checkers/registry.ts";
import type { Scenario } from "../core/scenario.ts";
import type { SweepAxis } from "../core/sweep.ts";
import { setPath } from "../scenario/set-path.ts";
import { checkSteps } from "../steps/registry.ts";
import { combine } from "./axes.ts";

/** A run to make. */
export interface SweepPoint {
  /** As it is run: every change is in it. */
  scenario: Scenario;
  /** All its `--set` changes. */
  set: string[];
  seed: number;
  /** Its run directory within the sweep's folder: the same for the same changes, whatever else is swept. */
  dir: string;
}

/**
 * Spells a sweep out. Repeats come one after another, each a whole round of all points: whatever is cut short
 * leaves some figures of every point, and a machine that drifts does so for all of them.
 * @param request.set changes that are in the scenarios already
 * @throws UsageError for an axis that a scenario doesn't have or a value it can't take: before anything is run
 */
export function planPoints(request: {
  scenarios: readonly Scenario[];
  axes: readonly SweepAxis[];
  set?: readonly string[];
  seed: number;
  repeats?: number;
}): SweepPoint[] {
  const { scenarios, axes, set = [], seed, repeats = 1 } = request;
  const changed = scenarios.flatMap((scenario) =>
    combine(axes).map((changes) => ({ scenario: change(scenario, changes), changes })),
  );
  return Array.from({ length: repeats }, (_, index) => seed + index).flatMap((own) =>
    changed.map(({ scenario, changes }) => ({
      scenario,
      set: [...set, ...changes],
      seed: own,
      dir: join(folderOf(changes), `seed-${own}`, scenario.name),
    })),
  );
}

function change(scenario: Scenario, changes: readonly string[]): Scenario {
  const changed = changes.reduce(setPath, scenario);
  checkSteps(changed.drive, `scenario ${scenario.name}: drive`);
  checkChecks(changed.check, `scenario ${scenario.name}: check`);
  return changed;
}

const longest = 100;

/** A name that people read, with a digest where it can't hold all of them. */
function folderOf(changes: readonly string[]): string {
  const text = changes.join(",");
  const plain = text.replaceAll(/[^a-zA-Z0-9.,=-]+/g, "_").slice(0, longest);
  if (plain === text && !text.startsWith(".")) return plain === "" ? "as-it-is" : plain;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${plain.replace(/^\.+/, "")}-${digest}`;
}
