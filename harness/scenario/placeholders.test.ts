import { expect, it } from "vitest";
import {
  bucketHost,
  madeToken,
  registryHost,
  registryLogin,
  resolvePlaceholders,
  sinkToken,
  sinkUrl,
} from "./placeholders.ts";

const values = {
  sinkUrl: (inbox: string) => `http://sink/${inbox}`,
  sinkToken: (inbox: string) => `signs ${inbox}`,
  token: (name: string) => `token ${name}`,
  registryHost: () => "127.0.0.1:1",
  bucketHost: () => "127.0.0.1:2",
  registryLogin: () => `{"auths":{}}`,
};

it("replaces placeholders in every text, and nothing else", () => {
  const given = {
    spec: { address: sinkUrl("team-a"), list: [sinkToken("team-a"), 1, null, true] },
    text: `${madeToken("hook")} and ${madeToken("other")}`,
    hosts: [`oci://${registryHost}/app`, bucketHost, registryLogin],
    "%TOKEN:key%": "%NAMESPACE% 100% %TOKEN:% %SINK-URL%",
  };
  const before = structuredClone(given);
  expect(resolvePlaceholders(given, values)).toEqual({
    spec: { address: "http://sink/team-a", list: ["signs team-a", 1, null, true] },
    text: "token hook and token other",
    hosts: ["oci://127.0.0.1:1/app", "127.0.0.1:2", `{"auths":{}}`],
    "%TOKEN:key%": "%NAMESPACE% 100% %TOKEN:% %SINK-URL%",
  });
  expect(given).toEqual(before);
});
