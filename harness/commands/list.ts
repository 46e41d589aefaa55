import pc from "picocolors";
import { catalogue } from "../../scenarios/index.ts";
import { exitCodes } from "../core/failure.ts";

/** Prints the catalogue. */
export async function listCommand({ format }: { format: string }): Promise<number> {
  const listed = catalogue.map(({ name, guarantee, environments, kills }) => ({
    name,
    group: name.split("/")[0],
    guarantee,
    environments,
    kills,
  }));
  const text =
    format === "json"
      ? JSON.stringify(listed, null, 2)
      : listed.map(({ name, guarantee }) => `${pc.bold(name)}\n  ${guarantee}`).join("\n");
  process.stdout.write(`${text}\n`);
  return exitCodes.pass;
}
