import { expect, it } from "vitest";
import { takenForFormat } from "./go-format.ts";

it.each([
  ["no verbs", "no verbs"],
  ["scope=repository%3Aapp%3Apull", "scope=repository%!A(MISSING)app%!A(MISSING)pull"],
  ["100%% of 5%", "100% of 5%!(NOVERB)"],
  ["%-20.3d", "%!d(MISSING)"],
  ["a%2F%2f", "a%!F(MISSING)%!f(MISSING)"],
])("takes %j for a format", (text, made) => expect(takenForFormat(text)).toBe(made));
