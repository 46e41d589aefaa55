import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the Go source of a package says of its types, and a `.proto` file doesn't. */
export interface GoPackage {
  /** Fields of each struct, by protobuf field number. */
  structs: Map<string, Map<number, GoField>>;
  /** Names of types that are slices: in protobuf messages that hold only `items`. */
  slices: Set<string>;
  /** Kinds its `register.go` puts into the scheme. */
  kinds: string[];
  /** `const GroupName` */
  group: string | undefined;
}

export interface GoField {
  /** Empty where the field is inline or JSON doesn't have it. */
  json: string;
  inline: boolean;
  omitempty: boolean;
  omitzero: boolean;
  pointer: boolean;
}

export function readGoPackage(folder: string): GoPackage {
  const texts = readdirSync(folder)
    .filter((name) => /\.go$/.test(name) && !/_test\.go$|^generated|^zz_/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));
  const all = texts.join("\n");
  const registered = [...all.matchAll(/AddKnownTypes\(\s*\w*SchemeGroupVersion,([^)]*)\)/g)];
  return {
    structs: new Map(
      [...all.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)].map(([, name = "", body = ""]) => [
        name,
        new Map(body.split("\n").flatMap(readField)),
      ]),
    ),
    slices: new Set([...all.matchAll(/^type (\w+) \[\]/gm)].map(([, name = ""]) => name)),
    kinds: registered.flatMap(([, list = ""]) =>
      [...list.matchAll(/&(\w+)\{\}/g)].map(([, name = ""]) => name),
    ),
    group: /^const GroupName = "([^"]*)"/m.exec(all)?.[1],
  };
}

function readField(line: string): [number, GoField][] {
  const [, names = "", tag = ""] = /^\t([^`/]*)`([^`]*)`/.exec(line) ?? [];
  const number = /protobuf:"\w+,(\d+),/.exec(tag)?.[1];
  if (number === undefined) return [];
  const [json = "", ...options] = (/json:"([^"]*)"/.exec(tag)?.[1] ?? "").split(",");
  return [
    [
      Number(number),
      {
        json,
        inline: options.includes("inline"),
        omitempty: options.includes("omitempty"),
        omitzero: options.includes("omitzero"),
        pointer: /^\s*(\w+\s+)?\*/.test(names),
      },
    ],
  ];
}
