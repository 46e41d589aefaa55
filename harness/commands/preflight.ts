import { exitCodes } from "../core/failure.ts";
import { examineCluster } from "../environments/cluster/preflight.ts";
import { findContext } from "../environments/cluster/user-context.ts";
import { preflightText } from "./preflight-text.ts";
import { selectScenarios } from "./select-scenarios.ts";

/** Says what runs of scenarios would create in a cluster and what they lack there; changes nothing. */
export async function preflightCommand(request: {
  names: string[];
  context?: string;
  format: string;
}): Promise<number> {
  const context = findContext(request.context);
  const scenarios = await selectScenarios({ names: request.names, set: [] });
  const preflight = await examineCluster({ context, scenarios });
  const text =
    request.format === "json" ? JSON.stringify(preflight, null, 2) : preflightText(preflight);
  process.stdout.write(`${text}\n`);
  return preflight.lacks.length > 0 ? exitCodes.unknown : exitCodes.pass;
}
