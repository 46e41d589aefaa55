import fc from "fast-check";
import { expect, test } from "vitest";
import { type HeadersSource, PlainHeaders } from "./plain-headers.ts";

/** What a holder of headers says of itself, or how it refuses. */
function told(make: () => Headers) {
  try {
    const headers = make();
    const each: unknown[] = [];
    headers.forEach((value, name, self) => {
      each.push([value, name, self === headers]);
    });
    return {
      ...{ all: [...headers], names: [...headers.keys()], values: [...headers.values()], each },
      cookies: headers.getSetCookie(),
    };
  } catch (error) {
    return (error as Error).name;
  }
}

const sources: HeadersSource[] = [
  undefined,
  { B: "2", a: " 1\t" },
  [
    ["set-cookie", "a=1"],
    ["x", "1"],
    ["Set-Cookie", "b=2"],
    ["X", "2"],
  ],
  new Headers({ c: "3" }),
  { "not a name": "" },
  { name: "a\nb" },
  { name: "\u0141" },
];

test.each(sources)("takes and refuses what built-in headers do: %j", (source) => {
  expect(told(() => new PlainHeaders(source))).toEqual(told(() => new Headers(source)));
  expect(told(() => new Headers(new PlainHeaders(source)))).toEqual(
    told(() => new Headers(source)),
  );
});

const name = fc.constantFrom("a", "A", "b-c", "B-C", "set-cookie", "Set-Cookie", "", "x:", "z");
const value = fc.oneof(
  fc.constantFrom("", " a ", "\tb\r\n", "é", "a\0", "a\rb"),
  fc.string({ maxLength: 4 }),
);
const step = fc.tuple(fc.constantFrom("append", "set", "delete", "get", "has"), name, value);

test("does whatever built-in headers do", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const play = (headers: Headers) => {
        const outcomes = steps.map(([verb, ...args]) => {
          try {
            return (Reflect.get(headers, verb) as (...args: string[]) => unknown).apply(
              headers,
              args,
            );
          } catch (error) {
            return (error as Error).name;
          }
        });
        return [outcomes, told(() => headers)];
      };
      expect(play(new PlainHeaders())).toEqual(play(new Headers()));
    }),
  );
});

test("gives those whose names begin so, by name", () => {
  const headers = new PlainHeaders([
    ["Impersonate-User", "jane"],
    ["accept", "*/*"],
    ["Impersonate-Group", "a"],
    ["set-cookie", "c=1"],
  ]);
  expect(headers.beginning("impersonate-")).toEqual([
    ["impersonate-group", "a"],
    ["impersonate-user", "jane"],
  ]);
  expect(headers.beginning("x-")).toEqual([]);
  expect(headers.beginning("set-")).toEqual([["set-cookie", "c=1"]]);
});
