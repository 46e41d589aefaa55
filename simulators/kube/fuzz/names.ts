import { type NormaliseRule, normaliseRules } from "./normalise-rules.ts";

/** How often each rule of normalising met something. */
export type RuleHits = Map<string, number>;

/** The names that one sequence's values go by in its answers, on one server. */
export interface Names {
  hide(body: unknown): unknown;
}

const listRule = "resourceVersion of a list";
const bookmarkRule = "bookmark of a watch";
const ageRule = "age in a table";
const orderRule = "order of managedFields";

export function createNames(scope: string, hits: RuleHits): Names {
  const aliases = new Map<string, string>();
  const counts = new Map<string, number>();
  const hit = (name: string) => hits.set(name, (hits.get(name) ?? 0) + 1);
  const aliasOf = (kind: string, value: string) => {
    const known = aliases.get(`${kind} ${value}`);
    if (known) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const alias = `$${kind}${count}`;
    aliases.set(`${kind} ${value}`, alias);
    return alias;
  };
  const byRule = (rule: NormaliseRule, found: string) => {
    hit(rule.name);
    return "text" in rule.by ? rule.by.text : aliasOf(rule.by.alias, found);
  };
  const hideText = (given: string, key: string) => {
    let text = given.replaceAll(scope, "@id@");
    for (const rule of normaliseRules) {
      if ("match" in rule) text = text.replace(rule.match, (found) => byRule(rule, found));
      else if (rule.key === key && rule.value.test(text)) return byRule(rule, text);
    }
    return text;
  };
  const hide = (value: unknown, path: string[]): unknown => {
    const key = path.at(-1) ?? "";
    if (typeof value === "string") {
      if (path.includes("cells") && /^\d+[smh]$|^<(unknown|invalid)>$/.test(value)) {
        hit(ageRule);
        return "$age";
      }
      return hideText(value, key);
    }
    if (Array.isArray(value)) {
      const items = key === "managedFields" ? sortManagers(value, hit) : value;
      return items.map((item) => hide(item, path));
    }
    if (typeof value !== "object" || value === null) return value;
    if (isBookmark(value)) return hide(withoutBookmarkVersion(value, hit), path);
    const whole = isList(value) && path.length === 0 ? withoutVersion(value, hit) : value;
    const entries = Object.entries(whole).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      entries.map(([name, each]) => [hideText(name, ""), hide(each, [...path, name])]),
    );
  };
  return { hide: (body) => hide(withoutBookmarks(body, hit), []) };
}

/** Bookmarks come when the server likes; but that which ends the first state. */
function withoutBookmarks(body: unknown, hit: (name: string) => void): unknown {
  const events = Array.isArray(body) ? body : [body];
  const kept = events.filter((event) => {
    const { type, object } = (event ?? {}) as { type?: unknown; object?: { metadata?: object } };
    if (type !== "BOOKMARK") return true;
    return object?.metadata !== undefined && "annotations" in object.metadata;
  });
  if (kept.length === events.length)
    return Array.isArray(body) ? asWatched(kept) : asWatched([body]);
  hit(bookmarkRule);
  return asWatched(kept);
}

function isBookmark(value: object): value is { object: { metadata: { resourceVersion: string } } } {
  const { type, object } = value as { type?: unknown; object?: { metadata?: object } };
  const { metadata } = object ?? {};
  return (
    type === "BOOKMARK" && !!metadata && Reflect.get(metadata, "resourceVersion") !== "$newest"
  );
}

/** Others move on the newest revision, which it tells. */
function withoutBookmarkVersion(
  event: { object: { metadata: { resourceVersion: string } } },
  hit: (name: string) => void,
) {
  hit(bookmarkRule);
  const { object } = event;
  return {
    ...event,
    object: { ...object, metadata: { ...object.metadata, resourceVersion: "$newest" } },
  };
}

/** One event is no list of lines yet. */
function asWatched(events: unknown[]): unknown {
  if (events.length === 0) return "";
  const [only] = events;
  const { type, object } = (only ?? {}) as { type?: unknown; object?: unknown };
  const single = events.length === 1 && !(typeof type === "string" && object !== undefined);
  return single ? only : events;
}

function isList(value: object): value is { metadata?: { resourceVersion?: string } } {
  return "items" in value || "rows" in value;
}

/** A list tells the newest revision of all, which others move on. */
function withoutVersion(
  list: { metadata?: { resourceVersion?: string } },
  hit: (name: string) => void,
) {
  if (!list.metadata?.resourceVersion) return list;
  hit(listRule);
  return { ...list, metadata: { ...list.metadata, resourceVersion: "$newest" } };
}

/** They are in the order of their times, by the second, and of their managers within one. */
function sortManagers(entries: unknown[], hit: (name: string) => void): unknown[] {
  const nameOf = (entry: unknown) => {
    const { operation, manager, subresource, apiVersion } = (entry ?? {}) as Record<
      string,
      unknown
    >;
    return [operation, manager, subresource ?? "", apiVersion].join(" ");
  };
  const sorted = entries.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  if (sorted.some((entry, index) => entry !== entries[index])) hit(orderRule);
  return sorted;
}
