import { kills, type Matrix, runsOf } from "./judge-matrix.ts";

/** The matrix as a table: a row for each mutant, a column for each scenario, by number. */
export function describeMatrix(matrix: Matrix): string {
  const { scenarios, mutants } = matrix;
  const width = Math.max(...mutants.map((name) => name.length), "(none)".length);
  const columns = scenarios.map((_, index) => String(index + 1).padStart(3));
  const cell = (name: string, mutant: (typeof mutants)[number]) => {
    const outcomes = runsOf(matrix, name, mutant).map(({ outcome }) => outcome);
    if (kills(matrix, name, mutant)) return "  x";
    return outcomes.includes("unknown") ? "  ?" : "  ·";
  };
  const clean = scenarios.map(({ name }) =>
    runsOf(matrix, name, undefined).every(({ outcome }) => outcome === "pass") ? "  ·" : "  !",
  );
  return [
    ...scenarios.map(({ name }, index) => `${String(index + 1).padStart(3)}  ${name}`),
    "",
    `${" ".repeat(width)} ${columns.join("")}`,
    `${"(none)".padEnd(width)} ${clean.join("")}`,
    ...mutants.map((mutant) => {
      const cells = scenarios.map(({ name }) => cell(name, mutant));
      const caught = cells.filter((each) => each === "  x").length;
      return `${mutant.padEnd(width)} ${cells.join("")}  ${caught}`;
    }),
    "",
    "x caught   · not caught   ? unknown   ! fails without a mutant",
  ].join("\n");
}
