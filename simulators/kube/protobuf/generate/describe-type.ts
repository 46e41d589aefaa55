import type protobuf from "protobufjs";
import type { GoField, GoPackage } from "./go-package.ts";

/**
 * A message as protobufjs reads it back, with what Go's JSON adds as options of its fields: `json` is the
 * name there where it is another one, and letters of `go` say `p` pointer, `k` kept when empty (no
 * `omitempty`), `z` left out when zero (`omitzero`), `i` inline. A message with `go: "slice"` is a list
 * of its `items`.
 */
export function describeType(type: protobuf.Type, go: GoPackage | undefined): object {
  const tags = go?.structs.get(type.name);
  const fields = type.fieldsArray.map((field) => {
    const { options: _, ...described } = field.toJSON();
    const options = describeField(field.name, tags?.get(field.id));
    return [field.name, { ...described, ...(options ? { options } : {}) }];
  });
  return {
    ...(go?.slices.has(type.name) ? { options: { go: "slice" } } : {}),
    fields: Object.fromEntries(fields),
  };
}

function describeField(name: string, tags: GoField | undefined): object | undefined {
  if (!tags) return undefined;
  const go = [
    tags.pointer ? "p" : "",
    tags.omitempty || tags.inline ? "" : "k",
    tags.omitzero ? "z" : "",
    tags.inline ? "i" : "",
  ].join("");
  const options = {
    ...(tags.json !== "" && tags.json !== name ? { json: tags.json } : {}),
    ...(go === "" ? {} : { go }),
  };
  return Object.keys(options).length > 0 ? options : undefined;
}
