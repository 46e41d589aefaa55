import type { FuzzSequence } from "../step.ts";
import { found } from "./found.ts";

const secrets = "/api/v1/namespaces/@ns@/secrets";
const withValue = (value: string, name = "a") =>
  `{"metadata":{"name":"${name}"},"data":{"k":${value}}}`;

/** Bytes in base64 with line ends and padding wherever, and as numbers, which only a patch wraps around. */
export const byteCases: FuzzSequence[] = [
  found("bytes as texts", [
    ...['"YQ==\\n"', '"Y\\nQ=\\r\\n="'].map(
      (value, index) =>
        ["POST", secrets, undefined, withValue(value, `a${index}`)] satisfies [
          string,
          string,
          undefined,
          string,
        ],
    ),
    ...['"YQ=\\n"', '"YQ==YQ=="', '"YWE"', '"Y"', '"="', '"YQ=a"', '"YWFhé"', '"_-8="'].map(
      (value) =>
        ["POST", secrets, undefined, withValue(value)] satisfies [
          string,
          string,
          undefined,
          string,
        ],
    ),
  ]),
  found("bytes as numbers", [
    ["POST", secrets, undefined, withValue("[1,2,255]")],
    ["POST", secrets, undefined, withValue("[256]", "b")],
    ["POST", secrets, undefined, withValue("[-1]", "b")],
    ["PATCH", `${secrets}/a`, "strategic-merge-patch+json", '{"data":{"k":[300,-1,256]}}'],
    ["PATCH", `${secrets}/a`, "strategic-merge-patch+json", '{"data":{"k":[1.5]}}'],
    ["PATCH", `${secrets}/a`, "strategic-merge-patch+json", '{"data":{"k":[true]}}'],
  ]),
];
