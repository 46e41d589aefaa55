import { isGiteaProvisioned } from "../subjects/gitea.ts";

/** Whether Gitea is there as a program, for `--git-host gitea` in `local` and `sim`. */
export async function examineGitea({ cacheDir }: { cacheDir: string }): Promise<{
  what: string;
  ok: boolean;
  detail: string;
  mend?: string;
}> {
  const { provisioned, missing } = await isGiteaProvisioned(cacheDir);
  const what = "Git host gitea";
  if (provisioned) return { what, ok: true, detail: "provisioned" };
  return {
    what,
    ok: false,
    detail: `not provisioned: ${missing.join(", ")}; the first run with it builds it, which takes Go and a C compiler`,
    mend: "fluxproof run sources/force-push --git-host gitea --subject flux@2.7",
  };
}
