import { listTags } from "../registry/registry-client.ts";
import type { RegistryAccess } from "../registry/registry-session.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { goRegexp } from "../versions/go-regexp.ts";
import { compareVersions, parseWholeVersion } from "../versions/version.ts";
import { parseVersionRange } from "../versions/version-range.ts";

export interface OciReference {
  digest?: string;
  semver?: string;
  semverFilter?: string;
  tag?: string;
}

/** The tag or the digest that `spec.ref` asks for. @throws Error in Flux's words. */
export async function chooseReference(
  process: ControllerProcess,
  access: RegistryAccess,
  { digest, semver, semverFilter, tag }: OciReference = {},
): Promise<string> {
  if (digest) return digest;
  if (!semver) return tag || "latest";
  const tags = await listTags(process, access);
  const filter = semverFilter ? goRegexp(semverFilter) : () => true;
  const kept = tags.filter(filter);
  const holds = rangeOf(semver);
  const matching = kept
    .map((each) => parseWholeVersion(each))
    .filter((each) => each !== undefined)
    .filter(holds)
    .sort((a, b) => compareVersions(b, a));
  const [newest] = matching;
  if (!newest) throw new Error(`no match found for semver: ${semver}`);
  return newest.original;
}

function rangeOf(semver: string) {
  try {
    return parseVersionRange(semver);
  } catch (error) {
    throw new Error(`semver '${semver}' parse error: ${(error as Error).message}`);
  }
}
