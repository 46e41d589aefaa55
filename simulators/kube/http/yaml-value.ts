import type { Document, ScalarTag, Tags } from "yaml";
import { loadLater } from "../../support/load-later.ts";
import { badRequest } from "../model/api-error.ts";
import { depthMax, tooDeep } from "../model/depth.ts";

const yaml = loadLater<typeof import("yaml")>("yaml");

/** The value of a YAML text, with its aliases written out, as JSON has it. @throws ApiError BadRequest. */
export function yamlValue(text: string): unknown {
  try {
    requireFewBrackets(text);
    const document = yaml().parseDocument(text, {
      uniqueKeys: false,
      schema: "yaml-1.1",
      merge: true,
      customTags: (tags) => [...tags.filter((tag) => !isBinary(tag)), binary],
    });
    const [problem] = document.errors;
    if (problem) throw new Error(problem.message);
    if (text.includes("<<")) requireFewMerges(document);
    if (/\d[eE]\+?\d{3}/.test(text)) leaveOverflows(document);
    const value: unknown = document.toJS() ?? null;
    requireModest(value);
    // Through JSON: timestamps and the like become text, as sigs.k8s.io/yaml has it.
    return JSON.parse(JSON.stringify(value));
  } catch (error) {
    throw badRequest(`error converting YAML to JSON: yaml: ${reasonOf(error)}`);
  }
}

/** A number that no float holds is a text. */
function leaveOverflows(document: Document): void {
  yaml().visit(document, {
    Scalar: (_, scalar) => {
      const { value, source = "" } = scalar;
      if ((value === Infinity || value === -Infinity) && /\d/.test(source)) scalar.value = source;
    },
  });
}

/** The parser takes minutes for a hundred thousand brackets that open or close nothing. */
function requireFewBrackets(text: string): void {
  if (!/^\s*[[{]/.test(text)) return;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > depthMax) throw new Error(tooDeep);
    if (depth < -surplusMax) throw new Error("did not find expected <document start>");
  }
}

/** More than strings can be thought to hold by chance. */
const surplusMax = 1_000;

const binaryTag = "tag:yaml.org,2002:binary";
/** In JSON it is text. */
const binary: ScalarTag = {
  tag: binaryTag,
  resolve: (text) => Buffer.from(text, "base64").toString(),
};

function isBinary(tag: Tags[number]): boolean {
  return tag === "binary" || (typeof tag === "object" && tag.tag === binaryTag);
}

const excessive = "document contains excessive aliasing";

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message.includes("call stack")) return tooDeep;
  return error.message.startsWith("Excessive alias count") ? excessive : error.message;
}

/** Characters that a text of three megabytes may come to. */
const charactersMax = 10 * 1024 * 1024;

/** A few lines of aliases can stand for more than any memory holds. */
function requireModest(value: unknown): void {
  let left = charactersMax;
  const visit = (part: unknown, depthLeft: number): void => {
    left -= typeof part === "string" ? part.length + 2 : 4;
    if (left < 0) throw new Error(excessive);
    if (typeof part !== "object" || part === null) return;
    if (depthLeft === 0) throw new Error(tooDeep);
    for (const [key, each] of Object.entries(part)) {
      left -= key.length;
      visit(each, depthLeft - 1);
    }
  };
  visit(value, depthMax);
}

const mergedFieldsMax = 1_000_000;

/** Merges copy field by field. */
function requireFewMerges(document: Document): void {
  let aliases = 0;
  let fields = 0;
  yaml().visit(document, {
    Alias: () => {
      aliases += 1;
    },
    Map: (_, { anchor, items }) => {
      if (anchor !== undefined) fields = Math.max(fields, items.length);
    },
  });
  if (aliases * fields > mergedFieldsMax) throw new Error(excessive);
}
