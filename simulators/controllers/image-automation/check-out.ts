import type { ControllerProcess } from "../runtime/controller-process.ts";
import { describe } from "../runtime/start-controller.ts";
import { fetchPack, listRemote } from "../source/git-client.ts";
import type { AutomationSource } from "./source.ts";

export interface Checkout {
  commit: string;
  files: Readonly<Record<string, string>>;
}

/**
 * The head of a branch; undefined where that is still what was seen last.
 * @param last `main@sha1:…`; absent to fetch it in any case.
 * @throws Error in go-git's words.
 */
export async function checkOut(
  process: ControllerProcess,
  { url, branch, credentials }: AutomationSource,
  signal: AbortSignal,
  last: string | undefined,
): Promise<Checkout | undefined> {
  const remote = { url, credentials, signal };
  const ref = `refs/heads/${branch}`;
  if (last !== undefined) {
    const refs = await saying(`unable to list remote for '${url}'`, () =>
      listRemote(process, remote),
    );
    if (last === `${branch}@sha1:${refs.get(ref)}`) return undefined;
  }
  return saying(`unable to clone '${url}'`, async () => {
    const commit = (await listRemote(process, remote)).get(ref);
    if (commit === undefined) throw new Error(`couldn't find remote ref "${ref}"`);
    const { files, unread } = await fetchPack(process, remote, commit);
    await process.work("git.unpack-file", unread.files + Object.keys(files).length);
    return { commit, files };
  });
}

async function saying<T>(failed: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Error(`${failed}: ${describe(error)}`);
  }
}
