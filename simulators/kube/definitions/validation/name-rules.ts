/** Says in the server's words what is wrong with a text; nothing where it is fine. */
export type TextRule = (text: string) => string[];

/** What texts of the API are held to (`apimachinery/pkg/util/validation`). */
export const dnsLabel: TextRule = (text) => [
  ...tooLong(text, 63),
  ...(patterns.label.test(text)
    ? []
    : patterns.subdomain.test(text)
      ? ["must not contain dots"]
      : [
          told(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must " +
              "start and end with an alphanumeric character",
            patterns.label,
            ["my-name", "123-abc"],
          ),
        ]),
];

export const dnsSubdomain: TextRule = (text) => [
  ...tooLong(text, 253),
  ...matching(patterns.subdomain, text, () =>
    told(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and " +
        "must start and end with an alphanumeric character",
      patterns.subdomain,
      ["example.com"],
    ),
  ),
];

export const dns1035Label: TextRule = (text) => [
  ...tooLong(text, 63),
  ...matching(patterns.serviceLabel, text, () =>
    told(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic " +
        "character, and end with an alphanumeric character",
      patterns.serviceLabel,
      ["my-name", "abc-123"],
    ),
  ),
];

export const wildcardSubdomain: TextRule = (text) =>
  matching(patterns.wildcard, text, () =>
    told(
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must " +
        "consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
      patterns.wildcard,
      ["*.example.com"],
    ),
  );

export const labelValue: TextRule = (text) => [
  ...tooLong(text, 63),
  ...matching(patterns.labelValue, text, () =>
    told(`a valid label must be an empty string or ${qualifiedPart}`, patterns.labelValue, [
      "MyValue",
      "my_value",
      "12345",
    ]),
  ),
];

/** `name` or `example.com/name`: label keys, finalizers, resources. */
export const qualifiedName: TextRule = (text) => {
  const parts = text.split("/");
  const form = () =>
    told(`must ${qualifiedPart}`, patterns.qualified, ["MyName", "my.name", "123-abc"]);
  if (parts.length > 2) {
    const prefixed = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a qualified name ${form()} ${prefixed}`];
  }
  const name = parts.pop() ?? "";
  const [prefix] = parts;
  const ofPrefix = prefix === "" ? ["must be non-empty"] : dnsSubdomain(prefix ?? "a");
  return [
    ...ofPrefix.map((problem) => `prefix part ${problem}`),
    ...(name === "" ? ["name part must be non-empty"] : []),
    ...tooLong(name, 63).map((problem) => `name part ${problem}`),
    ...matching(patterns.qualified, name, () => `name part ${form()}`),
  ];
};

export const configKey: TextRule = (text) => [
  ...tooLong(text, 253),
  ...matching(patterns.configKey, text, () =>
    told(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
      patterns.configKey,
      ["key.name", "KEY_NAME", "key-name"],
    ),
  ),
  ...(text === "." ? ["must not be '.'"] : []),
  ...(text === ".."
    ? ["must not be '..'"]
    : text.startsWith("..")
      ? ["must not start with '..'"]
      : []),
];

export const environmentName: TextRule = (text) => [
  ...(text === "" ? ["environment variable name must be non-empty"] : []),
  ...matching(
    /^[ -<>-~]*$/,
    text,
    () =>
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
  ),
];

/** Names of ports of containers and probes. */
export const portName: TextRule = (text) => [
  ...tooLong(text, 15),
  ...matching(
    /^[-a-z0-9]+$/,
    text,
    () => "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
  ),
  ...matching(/[a-z]/, text, () => "must contain at least one letter (a-z)"),
  ...(text.includes("--") ? ["must not contain consecutive hyphens"] : []),
  ...(/^-|-$/.test(text) ? ["must not begin or end with a hyphen"] : []),
];

/** Names that need only be one segment of a path. */
export const pathSegment: TextRule = (text) => {
  if (text === "." || text === "..") return [`may not be '${text}'`];
  return ["/", "%"]
    .filter((part) => text.includes(part))
    .map((part) => `may not contain '${part}'`);
};

export const percent: TextRule = (text) =>
  matching(/^[0-9]+%$/, text, () =>
    told("a valid percent string must be a numeric string followed by an ending '%'", /^[0-9]+%$/, [
      "1%",
      "93%",
    ]),
  );

const qualifiedPart =
  "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

const patterns = {
  label: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  subdomain: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  wildcard: /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  serviceLabel: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  labelValue: /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
  qualified: /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/,
  configKey: /^[-._a-zA-Z0-9]+$/,
};

/** A sentence on a pattern with examples, as `RegexError` puts it. */
function told(sentence: string, pattern: RegExp, examples: string[]): string {
  const shown = examples.map((example) => `'${example}'`).join(",  or ");
  return `${sentence} (e.g. ${shown}, regex used for validation is '${pattern.source.slice(1, -1)}')`;
}

function tooLong(text: string, lengthMax: number): string[] {
  return Buffer.byteLength(text) > lengthMax
    ? [`must be no more than ${lengthMax} characters`]
    : [];
}

function matching(pattern: RegExp, text: string, problem: () => string): string[] {
  return pattern.test(text) ? [] : [problem()];
}
