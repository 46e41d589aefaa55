import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { selectScenarios } from "./commands/select-scenarios.ts";
import { findSite } from "./commands/site.ts";
import type { Judgement } from "./core/verdict.ts";
import { hostInfo } from "./runner/host-info.ts";
import { runOne } from "./runner/run-one.ts";

export interface CatalogueOptions {
  /** Scenarios, groups or files, as `fluxproof run` takes them; the whole catalogue by default. */
  names?: readonly string[];
  /** `reference` by default: the model, in virtual time. */
  subject?: string;
  /** As `--env` of `fluxproof run`. */
  env?: string;
  /** As `--node-image` and `--kind` of `fluxproof run`. */
  nodeImage?: string;
  kind?: string;
  /** What chance is drawn from; default 1. */
  seed?: number;
  /** Changes of the scenarios' data: `["fleet.kustomizations=50"]`. */
  set?: readonly string[];
  /** End of a test that hangs, in milliseconds; default 60,000 for the model, half an hour for all others. */
  timeoutMs?: number;
}

/**
 * Makes a vitest test of each scenario, so that its filters (`-t`), shards and reporters serve them. A test
 * passes when its scenario does; what is unknown fails, too. The run directory of one that fails is kept
 * and named.
 *
 * @throws UsageError for scenarios, subjects or environments there are none of
 */
export async function catalogueTests(options: CatalogueOptions = {}): Promise<void> {
  const { names = [], subject = "reference", env, nodeImage, kind, seed = 1, set = [] } = options;
  const scenarios = await selectScenarios({ names, set });
  const ending = new AbortController();
  const request = {
    ...{ subject, signal: ending.signal },
    ...(env === undefined ? {} : { env }),
    ...(nodeImage === undefined ? {} : { nodeImage }),
    ...(kind === undefined ? {} : { kind }),
  };
  const site = findSite(request);
  const timeout = options.timeoutMs ?? (site.isModel ? 60_000 : 1_800_000);
  let obtained: ReturnType<typeof site.obtain> | undefined;
  describe(`${subject} keeps its guarantees`, () => {
    afterAll(async () => {
      const { environment } = (await obtained?.catch(() => undefined)) ?? {};
      await environment?.[Symbol.asyncDispose]?.();
    }, 120_000);
    for (const scenario of scenarios) {
      test(scenario.name, { timeout }, async ({ signal }) => {
        obtained ??= site.obtain({ ...request, scenarios });
        const dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
        const { judgement, failure } = await runOne({
          ...{
            scenario,
            seed,
            dir: join(dir, "run"),
            host: await hostInfo(),
            set: [...set],
            signal,
          },
          ...(await obtained),
        });
        if (failure) throw failure;
        if (judgement.outcome !== "pass") {
          throw new Error(explain(judgement, scenario.guarantee, join(dir, "run")));
        }
        await rm(dir, { recursive: true, force: true });
      });
    }
  });
}

function explain({ outcome, verdicts }: Judgement, guarantee: string, dir: string): string {
  const reasons = verdicts
    .filter((verdict) => verdict.outcome !== "pass")
    .map((verdict) => `  ${verdict.outcome} ${verdict.checker}: ${verdict.because}`);
  return [`${outcome}: ${guarantee}`, ...reasons, `  see ${dir}`].join("\n");
}
