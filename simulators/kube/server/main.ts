import { wallClock } from "../../support/clock.ts";
import { makeToken } from "../../support/pki.ts";
import { seededRandom } from "../../support/random.ts";
import { describeFlags, FlagError, isOn, parseFlags } from "./flags.ts";
import { describeIdleFlags } from "./idle-flags.ts";
import { serveApi } from "./serve.ts";
import { readSettings } from "./settings.ts";
import { spareMemory } from "./spare-memory.ts";

/** What ending connections may take. */
const stopMsMax = 5_000;

/** A simulated kube-apiserver as a program of its own, with the command line of the real one. */
// Not by letting it run out: the times of requests that were under way would be waited for. Not awaited
// here, for the one file that packages have this in is of a kind that can't await on its top level.
void main(process.argv.slice(2)).then((code) => process.exit(code));

async function main(args: readonly string[]): Promise<number> {
  const ended = Promise.withResolvers<void>();
  process.once("SIGTERM", ended.resolve).once("SIGINT", ended.resolve);
  const clock = wallClock();
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  try {
    const flags = parseFlags(args);
    if (isOn(flags, "help", false)) {
      process.stdout.write(describeFlags());
      return 0;
    }
    if (isOn(flags, "version", false)) {
      process.stdout.write("Kubernetes v1.34.4\n");
      return 0;
    }
    const idle = describeIdleFlags(flags);
    if (idle) log(idle);
    const settings = await readSettings(flags, clock);
    const random = seededRandom(makeToken());
    await using served = await serveApi(settings, { clock, random, log });
    log(`Serving securely on ${served.origin}`);
    void spareMemory(clock);
    await ended.promise;
    void clock.sleep(stopMsMax).then(() => process.exit(0));
    return 0;
  } catch (error) {
    if (!(error instanceof FlagError) && !(error instanceof Error && "exitCode" in error))
      throw error;
    log(`Error: ${error.message}`);
    return 1;
  }
}
