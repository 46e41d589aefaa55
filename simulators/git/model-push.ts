import { readModelPush, writeAdvertisement, writePushReport } from "../support/git-wire.ts";
import { wholeAnswer } from "../support/whole-answer.ts";
import type { ModelRepository } from "./model-repositories.ts";
import { plainAnswer } from "./serve-git.ts";

const headers = (what: string) => ({
  "content-type": `application/x-git-receive-pack-${what}`,
  "cache-control": "no-cache, max-age=0, must-revalidate",
});

/** As git 2.39 has them, but for what the model has no use for. */
const capabilities = ["report-status", "object-format=sha1", "agent=fluxproof/model"];

/** What those who want to push are told of a repository. */
export function advertisePush(repository: ModelRepository): Response {
  const { refs } = repository.advertised();
  const text = writeAdvertisement({ refs, capabilities }, "git-receive-pack");
  return wholeAnswer(text, { headers: headers("advertisement") });
}

export async function takePush(asked: {
  request: Request;
  repository: ModelRepository;
  /** Name of the account that pushes. */
  pusher: string;
}): Promise<Response> {
  const { request, repository, pusher } = asked;
  try {
    const change = readModelPush(await request.text());
    const report = writePushReport(change.ref, repository.push(change, pusher));
    return wholeAnswer(report, { headers: headers("result") });
  } catch (error) {
    return plainAnswer(400, `no model push: ${error instanceof Error ? error.message : error}`);
  }
}
