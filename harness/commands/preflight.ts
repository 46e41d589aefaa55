import { exitCodes } from "../core/failure.ts";
import { examineCluster } from "../environments/cluster/preflight.ts";
import { findContext } from "../environments/cluster/user-context.ts";
import { giteaImageOf } from "./obtain-git-host.ts";
import { preflightText } from "./preflight-text.ts";
import { selectScenarios } from "./select-scenarios.ts";

export interface PreflightRequest {
  names: string[];
  context?: string;
  giteaInCluster?: boolean;
  giteaImage?: string;
  format: string;
}

/** Says what runs of scenarios would create in a cluster and what they lack there; changes nothing. */
export async function preflightCommand(request: PreflightRequest): Promise<number> {
  const context = findContext(request.context);
  const scenarios = await selectScenarios({ names: request.names, set: [] });
  const giteaImage = request.giteaInCluster ? giteaImageOf(request) : undefined;
  const preflight = await examineCluster({ context, scenarios, giteaImage });
  const text =
    request.format === "json" ? JSON.stringify(preflight, null, 2) : preflightText(preflight);
  process.stdout.write(`${text}\n`);
  return preflight.lacks.length > 0 ? exitCodes.unknown : exitCodes.pass;
}
