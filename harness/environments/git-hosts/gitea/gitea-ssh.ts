import { gitRequestTarget } from "../../../../simulators/git/request-path.ts";
import { rewriteBody } from "../../../../simulators/support/body.ts";
import type { Handler } from "../../../../simulators/support/handler.ts";
import type { Clock } from "../../../core/clock.ts";
import type { SshAccess } from "../ssh/ssh-front.ts";
import { knownHost, makeSshKey, type SshKey } from "../ssh/ssh-key.ts";
import { type SshServer, sshProxy } from "../ssh/ssh-proxy.ts";
import { type GiteaClient, organisation } from "./gitea-client.ts";
import type { RefGate } from "./ref-gate.ts";
import { sshUser } from "./settings.ts";

/** Sources over SSH: Gitea's own server for it, and a deploy key for each of them. */
export function giteaSsh(options: {
  server: SshServer;
  hostKey: SshKey;
  client: Pick<GiteaClient, "addDeployKey">;
  gate: RefGate;
  clock: Clock;
}): SshAccess {
  const { server, hostKey, client, gate, clock } = options;
  return {
    handle: gated({ gate, clock, handler: sshProxy(server) }),
    async source(repository, { host, port }) {
      const { privateKey, publicKey } = makeSshKey();
      const title = "fluxproof";
      await client.addDeployKey({ repository, title, publicKey, readOnly: true });
      return {
        url: `ssh://${sshUser}@${host}:${port}/${organisation}/${repository}.git`,
        secret: {
          ...{ identity: privateKey, "identity.pub": publicKey },
          known_hosts: knownHost({ host, port, publicKey: hostKey.publicKey }),
        },
      };
    },
  };
}

/** A client that was connected for so long has read what refs there are, unless a fault holds it up. */
const refsReadMs = 10_000;

/** Holds connections back while the harness pushes, and pushes for as long as one may be reading refs. */
function gated(options: { gate: RefGate; clock: Clock; handler: Handler }): Handler {
  const { gate, clock, handler } = options;
  return (request, context) => {
    const repository = gitRequestTarget(request.url)?.repository ?? "";
    const answered = Promise.withResolvers<Response>();
    const read = async () => {
      const ended = new AbortController();
      const response = await handler(request, context);
      answered.resolve(rewriteBody(response, (chunks) => telling(chunks, () => ended.abort())));
      const over = AbortSignal.any([ended.signal, request.signal]);
      await clock.sleep(refsReadMs, over).catch(() => undefined);
    };
    gate.read(repository, read, request.signal).catch(answered.reject);
    return answered.promise;
  };
}

async function* telling(chunks: AsyncIterable<Uint8Array>, end: () => void) {
  try {
    yield* chunks;
  } finally {
    end();
  }
}
