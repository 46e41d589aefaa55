import { gunzipSync } from "node:zlib";
import type { Clock, Random } from "../../harness/core/clock.ts";
import type { AccountSpec } from "../../harness/core/scenario.ts";
import {
  pktLine,
  readUploadPackRequest,
  writeAdvertisement,
  writeModelPack,
} from "../support/git-wire.ts";
import { wholeAnswer } from "../support/whole-answer.ts";
import { createAccounts } from "./accounts.ts";
import type { GitServer } from "./git-server.ts";
import { advertisePush, takePush } from "./model-push.ts";
import { createModelRepositories, type ModelRepository } from "./model-repositories.ts";
import { plainAnswer, serveGit } from "./serve-git.ts";
import { createWebhooks } from "./webhooks.ts";

/**
 * A Git host whose repositories are a model in memory: it waits for no process, file or thread. Accounts,
 * paths and statuses are those of the real one; packs are model packs, and so is what can be pushed.
 * Tokens come from `random`: they guard nothing but a simulation.
 * @throws UsageError when an account is ill defined.
 */
export function createGitModel(options: {
  accounts: AccountSpec[];
  clock: Clock;
  random: Random;
}): GitServer {
  const { clock, random } = options;
  const accounts = createAccounts(options.accounts, tokensFrom(random.fork("tokens")));
  const webhooks = createWebhooks(random.fork("webhooks"));
  const repositories = createModelRepositories({ clock, random, moved: webhooks.moved });
  const advertise = advertising();
  const handle = serveGit<ModelRepository>({
    accounts,
    find: (name) => repositories.get(name),
    async answer({ request, repository, path, account }) {
      const wanted = path.endpoint === "refs" ? "GET" : "POST";
      if (request.method !== wanted) return plainAnswer(400, `expected ${wanted}`);
      if (path.pushes) {
        if (path.endpoint === "refs") return advertisePush(repository);
        return takePush({ request, repository, pusher: account ?? "" });
      }
      return path.endpoint === "refs" ? advertise(repository) : answerPack(request, repository);
    },
  });
  return {
    ...{ handle, repositories, accounts, webhooks, version: "model" },
    [Symbol.asyncDispose]: () => webhooks[Symbol.asyncDispose](),
  };
}

function tokensFrom(random: Random) {
  const digits = () =>
    random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return () => `sim_${Array.from({ length: 5 }, digits).join("")}`;
}

const headers = (what: string) => ({
  "content-type": `application/x-git-upload-pack-${what}`,
  "cache-control": "no-cache, max-age=0, must-revalidate",
});

/** As git 2.39 has them, but for what the model has no use for. */
const capabilities = [
  ...["multi_ack", "thin-pack", "side-band", "side-band-64k", "ofs-delta", "shallow"],
  ...["no-progress", "include-tag", "multi_ack_detailed", "allow-tip-sha1-in-want"],
  ...["allow-reachable-sha1-in-want", "no-done", "object-format=sha1", "agent=fluxproof/model"],
];

/** Most polls find nothing new: what was written once is kept until the refs change. */
function advertising() {
  const kept = new WeakMap<ModelRepository, { generation: number; text: string }>();
  return (repository: ModelRepository) => {
    const { generation } = repository;
    let known = kept.get(repository);
    if (known?.generation !== generation) {
      const text = writeAdvertisement({ ...repository.advertised(), capabilities });
      known = { generation, text };
      kept.set(repository, known);
    }
    return wholeAnswer(known.text, { headers: headers("advertisement") });
  };
}

async function answerPack(request: Request, repository: ModelRepository): Promise<Response> {
  let wants: string[];
  try {
    const body = new Uint8Array(await request.arrayBuffer());
    const gzipped = request.headers.get("content-encoding") === "gzip";
    wants = readUploadPackRequest(Buffer.from(gzipped ? gunzipSync(body) : body).toString());
  } catch (error) {
    return plainAnswer(
      400,
      `no request for a pack: ${error instanceof Error ? error.message : error}`,
    );
  }
  const [wanted = ""] = wants;
  const snapshots = wants.map((hash) => repository.snapshot(hash));
  const missing = wants[snapshots.indexOf(undefined)];
  const answer = { headers: headers("result") };
  if (missing !== undefined) {
    return new Response(pktLine(`ERR upload-pack: not our ref ${missing}`), answer);
  }
  const [snapshot] = snapshots;
  if (!snapshot || wants.length > 1) {
    return plainAnswer(400, `a model pack holds one commit, not ${wants.length} like ${wanted}`);
  }
  return new Response(ReadableStream.from(writeModelPack(snapshot)), answer);
}
