import type { MeasuredPoint } from "../../core/capacity.ts";
import { median } from "../median.ts";
import type { Model } from "./fit-model.ts";
import type { Formula } from "./formula.ts";

/** A time can't grow by more than this, in percent, with each percent that the machine is slower. */
const mostWeight = 1.5;

const name = "p";

/** A formula of a time, times what the machine's pace does to it: nothing at the pace that all is told for. */
export function atPace(formula: Formula): Formula {
  if (!formula.isTime) return formula;
  const at = formula.unknowns.length;
  return {
    ...formula,
    text: `(${formula.text}) · pace^${name}`,
    unknowns: [
      ...formula.unknowns,
      {
        ...{ name, unit: "", meaning: "percent more with each percent that the machine is slower" },
        max: mostWeight,
        starts: () => [0.3, 1],
        // Paces that lie closer together are noise of measuring them.
        needs: { feature: "pace", values: 3, span: 1.15 },
      },
    ],
    value: (parameters, features) =>
      formula.value(parameters, features) * features.pace ** (parameters[at] ?? 0),
  };
}

/** By how many percent a fitted time goes with each percent of pace; 0 where that was not to be told. */
export function paceWeightOf({ document }: Pick<Model, "document">): number {
  return document.parameters.find((parameter) => parameter.name === name)?.estimate.value ?? 0;
}

/** What times are told for, in milliseconds: that of the middle of all points; undefined where none has any. */
export function referencePaceMs(points: readonly MeasuredPoint[]): number | undefined {
  const paces = points.flatMap((point) => paceMsOf(point) ?? []);
  return paces.length > 0 ? median(paces) : undefined;
}

/** The machine's pace during a point over that which times are told for: above 1 where it was slower. */
export function relativePace(point: MeasuredPoint, referenceMs: number | undefined): number {
  const paceMs = paceMsOf(point);
  return paceMs === undefined || referenceMs === undefined ? 1 : paceMs / referenceMs;
}

function paceMsOf({ figures }: MeasuredPoint): number | undefined {
  return figures["machine.paceMs"];
}
