import { makeProgram } from "../harness/cli.ts";

/** Whether the command line takes these arguments; nothing of it runs. Throws commander's error where it refuses. */
export async function acceptsCommand(args: readonly string[]): Promise<boolean> {
  let asked = 0;
  const program = makeProgram({
    done: () => async () => {
      asked += 1;
    },
    signal: new AbortController().signal,
  });
  const silent = { writeErr() {}, writeOut() {} };
  const all = [program];
  for (const command of all) {
    all.push(...command.commands);
    command.exitOverride().configureOutput(silent);
  }
  await program.parseAsync(["node", "fluxproof", ...args]);
  return asked === 1;
}
