import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Check } from "../core/scenario.ts";
import {
  type CheckerImplementation,
  checkData,
  type Entry,
  entriesOf,
  fail,
  neverCame,
  pass,
  unknown,
} from "./checker.ts";
import { findSpan, spanSchema, spanText, within } from "./span.ts";

const contentSchema = z.union([
  z.literal("gone"),
  z.strictObject({
    /** `data.text`; no longer than 60 characters, which is what a history keeps. */
    text: z.string().max(60),
    /** All other keys of its data. */
    also: z.array(z.string()).optional(),
  }),
]);

const arguments_ = z.strictObject({
  /** Its name. Its data holds a `text` whenever it is there. */
  configMap: z.string(),
  /** What it holds after each change of it, `gone` once it is deleted. */
  contents: z.array(contentSchema).min(1),
  during: spanSchema.optional(),
});

type Content = z.infer<typeof contentSchema>;

/** A ConfigMap that a Kustomization applied holds these contents one after the other, and no others. */
export function holdsInTurn(options: z.input<typeof arguments_>): Check {
  return checkData("holds-in-turn", options);
}

export const holdsInTurnChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { configMap, contents, during }) {
    const span = during && findSpan(history, during);
    if (during && !span) return unknown(`${spanText(during)} never began`);
    const seen = entriesOf(history, "kube.object").filter(
      (entry) => entry.kind === "ConfigMap" && entry.name === configMap,
    );
    if (seen.length === 0) return neverCame(history, `ConfigMap ${configMap} was never there`);
    const changes = withoutRepeats(seen).filter((entry) => within(span, entry));
    for (const [index, entry] of changes.entries()) {
      const [held, wanted] = [contentOf(entry), contents[index]];
      if (isDeepStrictEqual(held, wanted && sorted(wanted))) continue;
      const instead = wanted ? `, not ${textOf(wanted)}` : " when nothing more was to come";
      return fail(`ConfigMap ${configMap} was ${textOf(held)}${instead}`, [entry]);
    }
    const lacking = contents[changes.length];
    if (lacking) {
      const said = `ConfigMap ${configMap} was never ${textOf(lacking)}`;
      return neverCame(history, `${said} after ${changes.length} changes`, changes);
    }
    const said = `ConfigMap ${configMap} was ${contents.map(textOf).join(", then ")}`;
    return during && !span?.ended
      ? unknown(`${said}, but ${spanText(during)} never ended`, changes)
      : pass(said, changes);
  },
};

/** A change of something else than its content is none here. */
function withoutRepeats(seen: readonly Entry<"kube.object">[]): Entry<"kube.object">[] {
  return seen.filter((entry, index) => {
    const before = seen[index - 1];
    return !before || !isDeepStrictEqual(contentOf(before), contentOf(entry));
  });
}

function contentOf({ change, state }: Entry<"kube.object">): Content {
  if (change === "deleted") return "gone";
  const { text = "", keys = [] } = state;
  return { text, also: keys.filter((key) => key !== "text") };
}

function sorted(content: Content): Content {
  return content === "gone" ? content : { ...content, also: (content.also ?? []).toSorted() };
}

function textOf(content: Content): string {
  if (content === "gone") return content;
  const { text, also = [] } = content;
  return `${JSON.stringify(text)}${also.length > 0 ? ` with ${also.join(", ")}` : ""}`;
}
