import { expect, it } from "vitest";
import { madeToken, resolvePlaceholders, sinkToken, sinkUrl } from "./placeholders.ts";

const values = {
  sinkUrl: (inbox: string) => `http://sink/${inbox}`,
  sinkToken: (inbox: string) => `signs ${inbox}`,
  token: (name: string) => `token ${name}`,
};

it("replaces placeholders in every text, and nothing else", () => {
  const given = {
    spec: { address: sinkUrl("team-a"), list: [sinkToken("team-a"), 1, null, true] },
    text: `${madeToken("hook")} and ${madeToken("other")}`,
    "%TOKEN:key%": "%NAMESPACE% 100% %TOKEN:% %SINK-URL%",
  };
  const before = structuredClone(given);
  expect(resolvePlaceholders(given, values)).toEqual({
    spec: { address: "http://sink/team-a", list: ["signs team-a", 1, null, true] },
    text: "token hook and token other",
    "%TOKEN:key%": "%NAMESPACE% 100% %TOKEN:% %SINK-URL%",
  });
  expect(given).toEqual(before);
});
