import { once } from "node:events";
import { get, createServer as serve } from "node:https";
import type { AddressInfo } from "node:net";
import { HarnessError } from "../../../harness/core/failure.ts";
import { wallClock } from "../../../simulators/support/clock.ts";
import { makePki, type Pki } from "../../../simulators/support/pki.ts";
import { runProgram } from "../run-program.ts";
import { kindFiles, noResources } from "./kind-files.ts";

const answeringMsMax = 30_000;
const port = 6443;
const docker = (args: string[], input = "") => runProgram({ program: "docker", args, input });

/**
 * Starts a container as kind does, has it balance over two servers of this machine, and takes one of them away.
 * @throws HarnessError with what it said unless both are asked in turn, and then the one that is left alone.
 */
export async function checkBalancer(image: string): Promise<void> {
  const clock = wallClock();
  const gateway = "{{range .IPAM.Config}}{{.Gateway}} {{end}}";
  const addresses = await docker(["network", "inspect", "--format", gateway, "bridge"]);
  const host = addresses.trim().split(" ")[0] ?? "";
  const pki = await makePki(clock);
  await using first = await startServer("first", host, pki);
  await using second = await startServer("second", host, pki);
  await using container = await startAsKind(image);
  const servers = [first, second].map((server) => ({ host, port: server.port }));
  await writeAsKind(container.id, servers);
  const address = (await docker(["port", container.id, `${port}`])).trim();
  const expectFrom = async (names: string[]) => {
    const endMs = clock.nowMs() + answeringMsMax;
    for (;;) {
      const answers = [await ask(address), await ask(address), await ask(address)];
      if ([...new Set(answers)].sort().join() === names.join()) return;
      if (clock.nowMs() > endMs) {
        throw new HarnessError(
          `${image}: expected answers of the servers ${names.join(" and ")} within ${answeringMsMax} ms, ` +
            `last ones: ${answers.join(", ")}\n${await docker(["logs", "--tail", "20", container.id])}`,
        );
      }
      await clock.sleep(500);
    }
  };
  await expectFrom(["first", "second"]);
  await second[Symbol.asyncDispose]();
  await expectFrom(["first"]);
}

/** An API server, as far as a load balancer cares. */
async function startServer(name: string, host: string, pki: Pki) {
  const options = { key: pki.serverKey, cert: pki.serverCertificate };
  const server = serve(options, (_, response) => void response.end(name));
  server.listen(0, host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function startAsKind(image: string) {
  const { bootstrap } = kindFiles({ port, servers: [] });
  const script = [
    "mkdir -p /home/envoy",
    `echo -en '${bootstrap}' > /home/envoy/envoy.yaml`,
    ...["cds", "lds"].map((name) => `echo -en '${noResources}' > /home/envoy/${name}.yaml`),
    "while true; do envoy -c /home/envoy/envoy.yaml && break; sleep 1; done",
  ].join(" && ");
  const flags = ["--detach", "--tty", "--init=false", "--label", "fluxproof.check=balancer"];
  const publish = ["--publish", `127.0.0.1::${port}`];
  const run = ["run", ...flags, ...publish, image, "bash", "-c", script];
  const id = (await docker(run)).trim();
  return {
    id,
    async [Symbol.asyncDispose]() {
      await docker(["rm", "--force", "--volumes", id]);
    },
  };
}

/** Each under another name first, as kind does. */
async function writeAsKind(
  id: string,
  servers: readonly { host: string; port: number }[],
): Promise<void> {
  const { cds, lds } = kindFiles({ port, servers });
  for (const [name, text] of Object.entries({ cds, lds })) {
    const file = `/home/envoy/${name}.yaml`;
    await docker(["exec", "--interactive", id, "cp", "/dev/stdin", `${file}.tmp`], text);
    await docker(["exec", id, "sh", "-c", `chmod 666 ${file}.tmp && mv ${file}.tmp ${file}`]);
  }
}

/** The answer on a connection of its own, or why there is none. */
function ask(address: string): Promise<string> {
  return new Promise((resolve) => {
    const request = get(
      `https://${address}/`,
      { agent: false, rejectUnauthorized: false, timeout: 5000 },
      (response) => void response.on("data", (chunk: Buffer) => resolve(chunk.toString())),
    );
    request.on("timeout", () => void request.destroy(new Error("no answer")));
    request.on("error", (error) => resolve(error.message));
  });
}
