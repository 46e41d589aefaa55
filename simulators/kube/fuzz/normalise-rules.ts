/** What of an answer may differ from server to server, and what is compared in its place. */
export type NormaliseRule = { name: string; why: string } & (
  | {
      /** Every match in any text. */
      match: RegExp;
      /** Replaces it; `alias` gives each distinct first group (or match) the number of its first showing. */
      by: { text: string } | { alias: "uid" | "version" };
    }
  | {
      /** A whole value under this key. */
      key: string;
      value: RegExp;
      by: { text: string } | { alias: "version" };
    }
);

export const normaliseRules: readonly NormaliseRule[] = [
  {
    name: "uid",
    why: "drawn at random",
    match: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
    by: { alias: "uid" },
  },
  {
    name: "resourceVersion",
    why: "counts the writes of everyone; numbered in the order they are shown",
    key: "resourceVersion",
    value: /^[1-9]\d*$/,
    by: { alias: "version" },
  },
  {
    name: "resourceVersion in a refusal",
    why: "as resourceVersion",
    match:
      /(?<=ResourceVersion in (?:the )?(?:record|precondition|object meta)[ :(]*|resourceVersion\\*":\\*")\d{2,}/g,
    by: { alias: "version" },
  },
  {
    name: "newest revision",
    why: "others write at the same time",
    match: /(?<=current: )\d+|(?<=too old resource version: \d+ \()\d+/g,
    by: { text: "$newest" },
  },
  {
    name: "generated name",
    why: "drawn at random; names that sequences generate from end in `a-` or `b-`",
    match: /(?<=(?:^|\b|@id@-)[ab](?:\.example\.com)?-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g,
    by: { text: "$generated" },
  },
  {
    name: "name of a token's volume",
    why: "drawn at random",
    match: /(?<=\bkube-api-access-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g,
    by: { text: "$generated" },
  },
  {
    name: "time",
    why: "the servers' clocks stand at other times",
    match: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g,
    by: { text: "$time" },
  },
  {
    name: "continue token",
    why: "holds a revision",
    key: "continue",
    value: /./,
    by: { text: "$continue" },
  },
];
