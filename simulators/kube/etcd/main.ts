import { EtcdFlagError, etcdFlagNames, parseEtcdFlags } from "./parse-flags.ts";
import { serveEtcd } from "./serve.ts";

/** A stand-in for etcd as a program of its own, for what starts one beside a simulated kube-apiserver. */
const usage = `Usage:

  etcd [flags]
    Answer as an etcd server does that is well.

  etcd --version
    Show the version of etcd.

  etcd -h | --help
    Show the help information about etcd.

This is fluxproof's stand-in for etcd 3.6. It answers /health, /livez, /readyz and /version on its client
URLs and stores nothing: the simulated kube-apiserver beside it keeps its objects in its own memory, and
no other program can use this one. All flags of etcd are taken; those of the client URLs have a meaning.
`;

async function main(args: readonly string[]): Promise<number> {
  const ended = Promise.withResolvers<NodeJS.Signals>();
  process.once("SIGTERM", ended.resolve).once("SIGINT", ended.resolve);
  try {
    const flags = parseEtcdFlags(args);
    if (flags.get("help") === "true" || flags.get("h") === "true") {
      const lines = etcdFlagNames().map((name) => `  --${name}`);
      process.stdout.write(`${usage}\nFlags:\n${lines.join("\n")}\n`);
      return 0;
    }
    if (flags.get("version") === "true") {
      process.stdout.write("etcd Version: 3.6.5 (fluxproof's stand-in)\n");
      return 0;
    }
    let signal: NodeJS.Signals;
    {
      await using served = await serveEtcd(flags);
      log("info", `serving client traffic insecurely on ${served.origins.join(", ")}`);
      signal = await ended.promise;
    }
    // etcd ends by the signal it was sent too.
    process.kill(process.pid, signal);
    return 0;
  } catch (error) {
    if (error instanceof EtcdFlagError && error.exitCode === 2) {
      process.stderr.write(`${error.message}\n${usage}`);
      return 2;
    }
    if (!(error instanceof Error && "exitCode" in error)) throw error;
    log("fatal", error.message);
    return 1;
  }
}

function log(level: string, msg: string): void {
  process.stderr.write(`${JSON.stringify({ level, msg })}\n`);
}

process.exitCode = await main(process.argv.slice(2));
