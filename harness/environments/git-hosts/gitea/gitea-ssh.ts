import type { GitHost } from "../../git-host.ts";
import type { HarnessAddress } from "../../harness-address.ts";
import { knownHost, makeSshKey, type SshKey } from "../ssh/ssh-key.ts";
import { type SshServer, startSshRelay } from "../ssh/ssh-relay.ts";
import { type GiteaClient, organisation } from "./gitea-client.ts";
import type { RefGate } from "./ref-gate.ts";
import { sshUser } from "./settings.ts";

/** Sources over SSH: a relay that controllers reach, and a deploy key for each repository. */
export interface GiteaSsh extends AsyncDisposable {
  source: NonNullable<GitHost["sshSource"]>;
}

export async function startGiteaSsh(options: {
  server: SshServer;
  hostKey: SshKey;
  client: Pick<GiteaClient, "addDeployKey">;
  gate: RefGate;
  /** Where controllers reach servers of the harness. */
  address: HarnessAddress;
}): Promise<GiteaSsh> {
  const { server, hostKey, client, gate, address } = options;
  const relay = await startSshRelay({
    ...{ listen: address.listen, server },
    // Which repository a connection is about, only its two ends know.
    passage: (connection, signal) => gate.readAny(connection, signal),
  });
  const host = address.reachedAs;
  const { port } = relay;
  const known = knownHost({ host, port, publicKey: hostKey.publicKey });
  return {
    async source(repository) {
      const { privateKey, publicKey } = makeSshKey();
      const title = "fluxproof";
      await client.addDeployKey({ repository, title, publicKey, readOnly: true });
      return {
        url: `ssh://${sshUser}@${host}:${port}/${organisation}/${repository}.git`,
        secret: { identity: privateKey, "identity.pub": publicKey, known_hosts: known },
      };
    },
    [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
  };
}
