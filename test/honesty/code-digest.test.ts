import { expect, it } from "vitest";
import { withoutComments } from "./code-digest.ts";

const code = `/** What it is. */
export function half(of: number): number {
  // Not by shifting.
  /*
   * Nor by counting.
   */
  const text = "// stays"; // beside code
  return (
    of / 2
  );
}
`;

it("is of code, whatever is said of it on lines of their own", () => {
  const left = withoutComments(code);
  expect(left).toBe(`export function half(of: number): number {
  const text = "// stays"; // beside code
  return (
    of / 2
  );
}
`);
  expect(withoutComments(code.replace("shifting", "adding"))).toBe(left);
  expect(withoutComments(code.replace("of / 2", "of / 3"))).not.toBe(left);
});
