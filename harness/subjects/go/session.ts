import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import { HarnessError } from "../../core/failure.ts";
import { partLabel, versionKey } from "../cache/part.ts";
import { makeCacheFolder } from "../cache-dir.ts";
import type { ProvisionContext } from "../context.ts";
import type { PartRecipe } from "../recipe.ts";
import { compileProgress } from "./compile-progress.ts";
import { findGo, type GoResult, goEnvironment, runGo } from "./go.ts";

/** The `go` commands that make one part, with their log and their progress. */
export interface GoSession extends AsyncDisposable {
  /** Resolves to the standard output; throws a HarnessError with Go's last lines if it fails. */
  run(what: string, args: string[]): Promise<string>;
  /** How many packages are to come, for the progress. */
  expectPackages(total: number): void;
}

export async function openGoSession(request: {
  recipe: PartRecipe;
  cwd: string;
  context: ProvisionContext;
  update: (detail: string) => void;
}): Promise<GoSession> {
  const { recipe, cwd, context, update } = request;
  const label = partLabel(recipe);
  const go = await findGo(context.env, label);
  const logs = await makeCacheFolder(context.cacheDir, "logs");
  const logFile = join(logs, `${recipe.name}-${versionKey(recipe)}.log`);
  const log = createWriteStream(logFile);
  // A log that cannot be written (a full disk) must not hide why the build failed.
  log.on("error", () => {});
  // What a killed compiler leaves behind goes with the part's temporary folder.
  const GOTMPDIR = join(dirname(cwd), "go-tmp");
  await mkdir(GOTMPDIR);
  const env = { ...goEnvironment(context.env, recipe), GOTMPDIR };
  const { signal } = context;
  let packagesTotal = 0;
  const describe = compileProgress({
    mains: Object.values(recipe.packages),
    packagesTotal: () => packagesTotal,
  });
  const onLine = (line: string) => {
    log.write(`${line}\n`);
    const detail = describe(line);
    if (detail) update(detail);
  };
  return {
    expectPackages: (total) => {
      packagesTotal = total;
    },
    run: async (what, args) => {
      log.write(`$ go ${args.join(" ")}\n`);
      const result = await runGo({ go, args, cwd, env, signal, onLine });
      if (result.code !== 0) {
        throw new HarnessError(describeFailure({ label, what, result, logFile }));
      }
      return result.stdout;
    },
    [Symbol.asyncDispose]: async () => {
      log.end();
      await finished(log).catch(() => {});
    },
  };
}

/** How Go says that it is too old and may not fetch a newer one. */
const tooOld = /requires go >= .*GOTOOLCHAIN=local/;
const getNewerGo =
  "with GOTOOLCHAIN=auto in the environment Go fetches the version that is asked for";

function describeFailure(failure: {
  label: string;
  what: string;
  result: GoResult;
  logFile: string;
}): string {
  const { label, what, result, logFile } = failure;
  // `go mod download -json` reports on its standard output, as a JSON string.
  const told = /"Error": (".*")/.exec(result.stdout)?.[1];
  const lines = [...(told ? String(JSON.parse(told)).split("\n") : []), ...result.lastLines];
  return [
    `${label}: ${what} failed (go ended with ${result.code ?? "a signal"}); its last lines:`,
    ...(lines.length > 0 ? lines : ["(none)"]).map((line) => `  ${line}`),
    ...(lines.some((line) => tooOld.test(line)) ? [getNewerGo] : []),
    `see ${logFile}`,
  ].join("\n");
}
