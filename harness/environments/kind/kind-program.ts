import { UsageError } from "../../core/failure.ts";
import { providePart } from "../../subjects/cache/store.ts";
import type { ProvisionContext } from "../../subjects/context.ts";
import { findExecutable, isExecutable } from "../../subjects/find-executable.ts";
import { buildWithGo } from "../../subjects/go/build.ts";
import { kindRecipe } from "../../subjects/recipe.ts";
import { type ProgramRequest, runProgram } from "./run-program.ts";

/** kind's program. */
export interface Kind {
  /** Absolute path. */
  program: string;
  /** `0.33.0` */
  version: string;
}

/**
 * kind: the one that is named, else that on the PATH, else built from its module once and cached.
 *
 * @param named `--kind`, else the variable `FLUXPROOF_KIND_PROGRAM`
 * @throws UsageError for a file that is no program, or none of kind's.
 */
export async function findKind(
  context: ProvisionContext,
  named: string | undefined = context.env.FLUXPROOF_KIND_PROGRAM || undefined,
): Promise<Kind> {
  const { env, signal } = context;
  if (named !== undefined && !(await isExecutable(named))) {
    throw new UsageError(`kind (--kind) ${JSON.stringify(named)}: expected an executable file`);
  }
  const program =
    named ??
    (await findExecutable("kind", env)) ??
    (await providePart(kindRecipe, context, buildWithGo)).binaries.kind ??
    "";
  return { program, version: await askVersion({ program, env, signal }) };
}

/** @throws UsageError for a program that is none of kind's. */
export async function askVersion(
  request: Pick<ProgramRequest, "program" | "env" | "signal">,
): Promise<string> {
  const { stdout, stderr } = await runProgram({ ...request, args: ["version"] });
  const version = /\bkind v(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  if (version) return version;
  throw new UsageError(
    `${request.program} version: expected an answer such as "kind v0.33.0 …", got ${JSON.stringify((stdout || stderr).slice(0, 200))}`,
  );
}
