import { findK6 } from "../load/find-k6.ts";
import { findExecutable } from "../subjects/find-executable.ts";

/** Whether storms can be sent at real controllers, and with what. */
export async function examineK6({
  cacheDir,
  env = process.env,
}: {
  cacheDir: string;
  env?: NodeJS.ProcessEnv;
}): Promise<{ what: string; ok: boolean; detail: string; mend?: string }> {
  const what = "k6 for storms";
  try {
    const found = await findK6({ cacheDir, env });
    if (found !== undefined) return { what, ok: true, detail: found };
    if (env.FLUXPROOF_K6) return { what, ok: true, detail: "pulled before the first storm" };
    if ((await findExecutable("go", env)) !== undefined) {
      return { what, ok: true, detail: "built by Go before the first storm" };
    }
    const mend = "install k6 or Go, or name a k6 with FLUXPROOF_K6";
    return { what, ok: false, detail: "neither built nor on the PATH", mend };
  } catch (error) {
    const mend = "name an executable k6 with FLUXPROOF_K6, or unset it";
    return { what, ok: false, detail: (error as Error).message, mend };
  }
}
