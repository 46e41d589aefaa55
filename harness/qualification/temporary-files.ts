import type { TemporaryFiles } from "../core/qualification.ts";
import type { Scenario } from "../core/scenario.ts";
import { whyNoMemoryFolder } from "../environments/process/memory-folder.ts";
import { type Arm, type Side, sides } from "./arm.ts";

export interface PlaceTemporaryFiles {
  arms: Record<Side, Arm>;
  wanted: TemporaryFiles["place"];
  /** For conformance: those of them that are measured, too, warm up for it and must be the same. */
  scenarios: readonly Scenario[];
  performance: readonly Scenario[];
  /** For tests: why this machine has no room. */
  whyNoRoom?: () => Promise<string | undefined>;
}

export interface PlacedTemporaryFiles {
  scenarios: Scenario[];
  performance: Scenario[];
  temporaryFiles: TemporaryFiles;
}

/**
 * Has controllers of both sides keep temporary files in memory in the scenarios that are measured: what a file costs
 * on a disk hangs on what was removed from it lately, up to a hundred times as much from one minute to the next,
 * and says nothing of either side. Where there is no room, or the environment can't, they stay on disk.
 */
export async function placeTemporaryFiles(
  request: PlaceTemporaryFiles,
): Promise<PlacedTemporaryFiles> {
  const { arms, wanted } = request;
  const [scenarios, performance] = [[...request.scenarios], [...request.performance]];
  if (wanted === "disk") return { scenarios, performance, temporaryFiles: { place: "disk" } };
  const because = await whyNotInMemory(request);
  if (because !== undefined) {
    return { scenarios, performance, temporaryFiles: { place: "disk", because } };
  }
  const controllers = commonControllers(arms);
  const place = (scenario: Scenario) => inMemory(scenario, controllers);
  const measured = new Set(performance.map(({ name }) => name));
  return {
    scenarios: scenarios.map((each) => (measured.has(each.name) ? place(each) : each)),
    performance: performance.map(place),
    temporaryFiles: { place: "memory" },
  };
}

async function whyNotInMemory({
  arms,
  whyNoRoom = whyNoMemoryFolder,
}: PlaceTemporaryFiles): Promise<string | undefined> {
  if (sides.some((side) => arms[side].subject.info.kind === "model")) {
    return "the model of the controllers writes none";
  }
  // The kubelet finds room in the node's memory.
  return arms.baseline.environment.name === "kind" ? undefined : await whyNoRoom();
}

/** What one side lacks has no settings there. */
function commonControllers({ baseline, candidate }: Record<Side, Arm>): string[] {
  const others = new Set(Object.keys(candidate.subject.binaries));
  return Object.keys(baseline.subject.binaries).filter((name) => others.has(name));
}

/** Files in memory count as the controller's: under a limit that a scenario names they would be another question. */
function inMemory(scenario: Scenario, names: readonly string[]): Scenario {
  const controllers = { ...scenario.controllers };
  for (const name of names) {
    const settings = controllers[name] ?? {};
    if (settings.temporaryFiles === undefined && settings.memoryLimit === undefined) {
      controllers[name] = { ...settings, temporaryFiles: "memory" };
    }
  }
  return { ...scenario, controllers };
}
