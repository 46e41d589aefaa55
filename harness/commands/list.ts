import pc from "picocolors";
import { everyScenario, soaks } from "../../scenarios/index.ts";
import { exitCodes } from "../core/failure.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { listSubjects } from "../subjects/catalogue.ts";

/** Prints the catalogue of scenarios, or what `--subject` takes. */
export async function listCommand(
  what: "scenarios" | "subjects",
  { format }: { format: string },
): Promise<number> {
  const [listed, text] = what === "subjects" ? describeSubjects() : describeScenarios();
  process.stdout.write(`${format === "json" ? JSON.stringify(listed, null, 2) : text}\n`);
  return exitCodes.pass;
}

function describeScenarios(): [object[], string] {
  const listed = everyScenario.map((scenario) => {
    const { name, guarantee, environments, kills } = scenario;
    const whenNamed = soaks.includes(scenario);
    return { name, group: name.split("/")[0], guarantee, environments, kills, whenNamed };
  });
  const lines = listed.map(
    ({ name, guarantee, whenNamed }) =>
      `${pc.bold(name)}${whenNamed ? " (runs only when it is named)" : ""}\n  ${guarantee}`,
  );
  return [listed, lines.join("\n")];
}

function describeSubjects(): [object[], string] {
  const { name, kind, notes } = referenceSubject.info;
  const summary = "the model of the controllers, in virtual time";
  const listed = [{ name, kind, summary, notes }, ...listSubjects()];
  const lines = listed.map((each) =>
    [pc.bold(each.name), each.summary, ...each.notes.map((note) => `note: ${note}`)].join("\n  "),
  );
  return [listed, lines.join("\n")];
}
