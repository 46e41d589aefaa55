import {
  bool,
  bytes,
  type CelType,
  dyn,
  int,
  listOf,
  opaque,
  optionalOf,
  simple,
  text,
} from "./type.ts";

/** What a function gives back, for what it is given; the target of a method comes first. */
export type ResultOf = (args: CelType[]) => CelType;

const always =
  (type: CelType): ResultOf =>
  () =>
    type;
const double = simple("double");
const timestamp = simple("timestamp");
const duration = simple("duration");
const [url, ip, cidr, quantity, semver, format] = [
  "kubernetes.URL",
  "net.IP",
  "net.CIDR",
  "kubernetes.Quantity",
  "kubernetes.Semver",
  "kubernetes.NamedFormat",
].map(opaque) as [CelType, CelType, CelType, CelType, CelType, CelType];
const formats = (
  "dns1123Label dns1123Subdomain dns1035Label qualifiedName dns1123LabelPrefix dns1123SubdomainPrefix " +
  "dns1035LabelPrefix labelValue uri uuid byte date datetime"
).split(" ");
const itemOf: ResultOf = ([list]) => list?.elem ?? dyn;
const same: ResultOf = ([of]) => of ?? dyn;

/** Functions and methods that rules may use, but for operators. */
export const functions: ReadonlyMap<string, ResultOf> = new Map<string, ResultOf>([
  ...named(
    int,
    "size indexOf lastIndexOf compareTo getPort prefixLength sign asInteger major minor patch family",
  ),
  ...named(
    int,
    "getFullYear getMonth getDayOfYear getDayOfMonth getDate getDayOfWeek getHours getMinutes getSeconds getMilliseconds int",
  ),
  ...named(
    bool,
    "bool matches contains startsWith endsWith isSorted isURL isQuantity isInteger isGreaterThan isLessThan isIP isCIDR isSemver ip.isCanonical",
  ),
  ...named(
    bool,
    "isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast containsIP containsCIDR hasValue @not_strictly_false",
  ),
  ...named(bool, "sets.contains sets.equivalent sets.intersects"),
  ...named(
    text,
    "string charAt format join lowerAscii upperAscii replace substring trim find strings.quote",
  ),
  ...named(text, "getScheme getHost getHostname getEscapedPath"),
  ...named(listOf(text), "split findAll"),
  ...named(double, "double asApproximateFloat"),
  ...named(url, "url"),
  ...named(quantity, "quantity add sub"),
  ...named(ip, "ip"),
  ...named(cidr, "cidr masked"),
  ...named(semver, "semver"),
  ...formats.map((name) => [`format.${name}`, always(format)] as const),
  // Of the authorizer, which only policies have.
  ...named(
    dyn,
    "group serviceAccount path resource subresource namespace name fieldSelector labelSelector check",
  ),
  ...named(bool, "allowed errored"),
  ...named(text, "reason error"),
  ["uint", always(simple("uint"))],
  ["bytes", always(bytes)],
  ["timestamp", always(timestamp)],
  ["duration", always(duration)],
  ["dyn", always(dyn)],
  ["type", ([of = dyn]) => simple("type", { elem: of })],
  ["getQuery", always(simple("map", { key: text, elem: listOf(text) }))],
  ["format.named", always(optionalOf(format))],
  ["validate", always(optionalOf(listOf(text)))],
  ...["sum", "min", "max", "value"].map((name) => [name, itemOf] as const),
  ["or", same],
  ["orValue", itemOf],
  ["optional.of", ([of = dyn]) => optionalOf(of)],
  ["optional.ofNonZeroValue", ([of = dyn]) => optionalOf(of)],
  ["optional.none", always(optionalOf(dyn))],
]);

function named(type: CelType, names: string): [string, ResultOf][] {
  return names.split(" ").map((name) => [name, always(type)]);
}

const sized = new Set(["string", "bytes", "list", "map", "dyn"]);
const isText = ({ kind }: CelType) => kind === "string" || kind === "dyn";

/** Whether a function is there for what it is given, as far as that is looked at. */
export function takes(name: string, given: readonly CelType[]): boolean {
  if (name === "size") return given.length === 1 && given.every(({ kind }) => sized.has(kind));
  if (!["contains", "startsWith", "endsWith", "matches"].includes(name)) return true;
  return given.length === 2 && given.every(isText);
}
