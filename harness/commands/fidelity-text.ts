import type { ScenarioFidelity } from "../analysis/fidelity/compare-model.ts";
import { differencesText } from "./comparison-text.ts";

/** What share of the elements must agree, of the scenarios the model was fitted to and of those held apart. */
export const agreementMin = 0.95;

/** Fidelity for people: scenario by scenario with every difference, the two sums last. */
export function fidelityText(fidelities: readonly ScenarioFidelity[], subject: string): string {
  return [
    `the model against recordings of ${subject}`,
    "+ in no recording · - in every recording but not in the model · ~ in another order",
    "",
    ...fidelities.flatMap(scenarioLines),
    "",
    sumLine(
      "fitted",
      fidelities.filter(({ heldApart }) => !heldApart),
    ),
    sumLine(
      "held apart",
      fidelities.filter(({ heldApart }) => heldApart),
    ),
  ].join("\n");
}

function scenarioLines(fidelity: ScenarioFidelity): string[] {
  const { scenario, incomparable, agreement, elements, verdicts, heldApart } = fidelity;
  const name = `${scenario}${heldApart ? " (held apart)" : ""}`;
  if (incomparable !== undefined) return [`? ${name}: can't be compared: ${incomparable}`];
  const sign = agreement >= agreementMin && verdicts.same ? "✓" : "✗";
  const { total, agree } = elements;
  const lines = [
    `${sign} ${name}: ${percent(agreement)} (${agree} of ${total} trace elements)`,
    ...(verdicts.same
      ? []
      : [
          `    verdicts: ${verdicts.recorded.join(", ")} recorded, ${verdicts.model.join(", ")} by the model`,
        ]),
    ...differencesText(fidelity.objects, verdicts.model.length),
    ...fidelity.requests.map(
      ({ controller, request, recorded: [fewest, most], counted }) =>
        `    ${controller} ${request}: ${fewest}–${most} recorded, ${counted.join(", ")} by the model`,
    ),
    ...fidelity.delays.map(
      ({ repository, failure, recordedMs: [shortest, longest], seenMs }) =>
        `    ${repository}, wait after failure ${failure}: ${shortest}–${longest} ms recorded, ${seenMs.join(", ")} ms by the model`,
    ),
  ];
  return lines;
}

function sumLine(what: string, fidelities: readonly ScenarioFidelity[]): string {
  const compared = fidelities.filter(({ incomparable }) => incomparable === undefined);
  if (compared.length === 0) return `${what}: nothing to compare`;
  const mean = compared.reduce((sum, { agreement }) => sum + agreement, 0) / compared.length;
  const other = compared.filter(({ verdicts }) => !verdicts.same).length;
  const without = fidelities.length - compared.length;
  return [
    `${what}: ${percent(mean)} over ${compared.length} scenarios`,
    other > 0 ? `, ${other} with another verdict` : "",
    without > 0 ? `, ${without} not comparable` : "",
  ].join("");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
