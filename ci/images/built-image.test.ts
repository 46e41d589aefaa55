import { expect, test } from "vitest";
import { settledBy } from "./built-image.ts";

const own = { key: "a1" };
const standIn = { key: "a1", standsIn: true };

test.each([
  ["that recipe's", own, "a1", /already$/],
  ["a stand-in of that recipe", standIn, "a1", /already$/],
  ["the image that a stand-in would take the name of", standIn, "", /not built here/],
])("%s in Docker is left", (_, image, loaded, words) => {
  expect(settledBy(image, loaded)).toMatch(words);
});

test.each([
  ["where there is none", own, undefined],
  ["of an older recipe", own, "b2"],
  ["of another's under a name that no registry has", own, ""],
  ["where there is no stand-in", standIn, undefined],
  ["of an older stand-in", standIn, "b2"],
])("it is made %s", (_, image, loaded) => {
  expect(settledBy(image, loaded)).toBeUndefined();
});
