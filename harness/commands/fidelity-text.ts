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
    ...groupsOf(fidelities).map(sumLine),
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

/** Scenarios that the model was fitted to, or those held apart from that. */
export interface Group {
  what: "fitted" | "held apart";
  /** Of their agreement, from 0 to 1; absent where none could be compared. */
  mean?: number;
  compared: number;
  /** Scenarios on which the model's verdict isn't the recorded one. */
  otherVerdicts: number;
  incomparable: number;
}

export function groupsOf(fidelities: readonly ScenarioFidelity[]): Group[] {
  return (["fitted", "held apart"] as const).map((what) => {
    const own = fidelities.filter(({ heldApart }) => heldApart === (what === "held apart"));
    const compared = own.filter(({ incomparable }) => incomparable === undefined);
    const sum = compared.reduce((total, { agreement }) => total + agreement, 0);
    return {
      what,
      ...(compared.length > 0 ? { mean: sum / compared.length } : {}),
      compared: compared.length,
      otherVerdicts: compared.filter(({ verdicts }) => !verdicts.same).length,
      incomparable: own.length - compared.length,
    };
  });
}

function sumLine({ what, mean, compared, otherVerdicts, incomparable }: Group): string {
  if (mean === undefined) return `${what}: nothing to compare`;
  return [
    `${what}: ${percent(mean)} over ${compared} scenarios`,
    otherVerdicts > 0 ? `, ${otherVerdicts} with another verdict` : "",
    incomparable > 0 ? `, ${incomparable} not comparable` : "",
  ].join("");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
