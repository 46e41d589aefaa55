import {
  type ModelPush,
  readAdvertisement,
  readPushReport,
  writeModelPush,
} from "../../support/git-wire.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { ask, type GitRemote } from "../source/git-client.ts";

/** Pushes a commit as go-git does: first asks what there is. @throws Error in go-git's words. */
export async function pushCommit(
  process: ControllerProcess,
  remote: GitRemote,
  push: ModelPush,
): Promise<void> {
  const { url } = remote;
  const told = await ask(process, remote, `${url}/info/refs?service=git-receive-pack`, {
    method: "GET",
  });
  const { refs } = readAdvertisement(await told.text());
  if (refs.get(push.ref) !== push.old) throw new Error(`non-fast-forward update: ${push.ref}`);
  const answer = await ask(process, remote, `${url}/git-receive-pack`, {
    method: "POST",
    headers: { "content-type": "application/x-git-receive-pack-request" },
    body: writeModelPush(push),
  });
  readPushReport(await answer.text());
}
