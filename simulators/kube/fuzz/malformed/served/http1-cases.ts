import type { WireCase } from "./wire-case.ts";

const path = "/api/v1/namespaces/default/configmaps";
const bytes = (...texts: string[]) => texts.map((each) => Buffer.from(each, "latin1"));

/** A whole head, with what makes it wrong among its lines. */
function head(token: string, line: string, ...more: string[]): string {
  const own = ["Host: localhost", `Authorization: Bearer ${token}`, ...more];
  return `${[line, ...own].join("\r\n")}\r\n\r\n`;
}

const get = `GET ${path} HTTP/1.1`;
const post = `POST ${path} HTTP/1.1`;
const json = "Content-Type: application/json";

/** Heads and bodies as HTTP/1.1 doesn't have them, and some that it only just has. */
export const http1Cases: WireCase[] = [
  answered("no HTTP at all", () => bytes("\r\n\r\nhello there\r\n\r\n")),
  answered("a request line of one word", (token) => bytes(head(token, "GET"))),
  answered("HTTP/0.9", () => bytes("GET /version\r\n\r\n")),
  answered("HTTP/1.0", (token) => bytes(head(token, "GET /version HTTP/1.0"))),
  answered("HTTP/3.7", (token) => bytes(head(token, "GET /version HTTP/3.7"))),
  answered("HTTP/1.1 in small letters", (token) => bytes(head(token, "GET /version http/1.1"))),
  answered("a method of odd bytes", (token) => bytes(head(token, "G\x00T /version HTTP/1.1"))),
  answered("a method nobody knows", (token) => bytes(head(token, "BREW /version HTTP/1.1"))),
  answered("a target with a space", (token) => bytes(head(token, "GET /a b HTTP/1.1"))),
  answered("a target with a broken escape", (token) => bytes(head(token, "GET /%zz HTTP/1.1"))),
  answered("a target with a zero byte", (token) => bytes(head(token, "GET /a\x00b HTTP/1.1"))),
  answered("a target without a slash", (token) => bytes(head(token, "GET version HTTP/1.1"))),
  answered("a whole URL as target", (token) => bytes(head(token, "GET http://x/version HTTP/1.1"))),
  answered("an asterisk as target", (token) => bytes(head(token, "OPTIONS * HTTP/1.1"))),
  answered("CONNECT", (token) => bytes(head(token, "CONNECT localhost:1 HTTP/1.1"))),
  answered("TRACE", (token) => bytes(head(token, "TRACE /version HTTP/1.1"))),
  answered("no host", () => bytes("GET /version HTTP/1.1\r\n\r\n")),
  answered("two hosts", (token) => bytes(head(token, "GET /version HTTP/1.1", "Host: other"))),
  answered("a host with a slash", () => bytes("GET /version HTTP/1.1\r\nHost: a/b\r\n\r\n")),
  answered("a header without a colon", (token) => bytes(head(token, get, "nonsense"))),
  answered("a header with a space in its name", (token) => bytes(head(token, get, "a b: c"))),
  answered("a header with a space before the colon", (token) => bytes(head(token, get, "a : c"))),
  answered("a header without a name", (token) => bytes(head(token, get, ": c"))),
  answered("a header over two lines", (token) => bytes(head(token, get, "a: b\r\n c"))),
  answered("a header with a zero byte", (token) => bytes(head(token, get, "a: b\x00c"))),
  answered("a header with bytes beyond ASCII", (token) => bytes(head(token, get, "a: \xff\xfe"))),
  answered("lines that end without CR", (token) =>
    bytes(head(token, "GET /version HTTP/1.1").replaceAll("\r\n", "\n")),
  ),
  answered("a CR alone within a header", (token) => bytes(head(token, get, "a: b\rc"))),
  answered("3,000 headers", (token) =>
    bytes(head(token, get, ...Array.from({ length: 3000 }, (_, index) => `x-${index}: y`))),
  ),
  answered("a header of 100 KB", (token) => bytes(head(token, get, `x: ${"y".repeat(100_000)}`))),
  answered("a header of 1.2 MB", (token) => bytes(head(token, get, `x: ${"y".repeat(1_200_000)}`))),
  answered("a target of 100 KB", (token) =>
    bytes(head(token, `GET ${path}?a=${"b".repeat(100_000)} HTTP/1.1`)),
  ),
  answered("a length that is no number", (token) =>
    bytes(head(token, post, json, "Content-Length: x"), "{}"),
  ),
  answered("a length below zero", (token) =>
    bytes(head(token, post, json, "Content-Length: -1"), "{}"),
  ),
  answered("a length beyond all numbers", (token) =>
    bytes(head(token, post, json, `Content-Length: ${"9".repeat(40)}`), "{}"),
  ),
  answered("two lengths", (token) =>
    bytes(head(token, post, json, "Content-Length: 2", "Content-Length: 3"), "{} "),
  ),
  answered("a length with a plus", (token) =>
    bytes(head(token, post, json, "Content-Length: +2"), "{}"),
  ),
  answered("a length and chunks", (token) =>
    bytes(head(token, post, json, "Content-Length: 2", chunked), "2\r\n{}\r\n0\r\n\r\n"),
  ),
  answered("an encoding nobody knows", (token) =>
    bytes(head(token, post, json, "Transfer-Encoding: gzip"), "{}"),
  ),
  answered("chunks twice", (token) =>
    bytes(head(token, post, json, "Transfer-Encoding: chunked, chunked"), "2\r\n{}\r\n0\r\n\r\n"),
  ),
  answered("a chunk whose size is no number", (token) =>
    bytes(head(token, post, json, chunked), "zz\r\n{}\r\n0\r\n\r\n"),
  ),
  answered("a chunk of more bytes than there are", (token) =>
    bytes(head(token, post, json, chunked), "fffffffffffffffff\r\n{}\r\n"),
  ),
  answered("a chunk longer than it says", (token) =>
    bytes(head(token, post, json, chunked), "1\r\n{}\r\n0\r\n\r\n"),
  ),
  answered("a chunk with a long extension", (token) =>
    bytes(head(token, post, json, chunked), `2;${"x".repeat(100_000)}\r\n{}\r\n0\r\n\r\n`),
  ),
  answered("broken trailers", (token) =>
    bytes(head(token, post, json, chunked), "2\r\n{}\r\n0\r\nnonsense\r\n\r\n"),
  ),
  answered(
    "a body that ends too early",
    (token) => bytes(head(token, post, json, "Content-Length: 100"), '{"a":'),
    { ends: true },
  ),
  answered(
    "chunks that end too early",
    (token) => bytes(head(token, post, json, chunked), '5\r\n{"a"'),
    { ends: true },
  ),
  answered("a body larger than is taken", (token) =>
    bytes(head(token, post, json, `Content-Length: ${4_000_000}`), " ".repeat(4_000_000)),
  ),
  answered("chunks larger than are taken", (token) =>
    bytes(head(token, post, json, chunked), `3d0900\r\n${" ".repeat(4_000_000)}\r\n0\r\n\r\n`),
  ),
  answered("no body where one is due", (token) =>
    bytes(head(token, post, json, "Content-Length: 0")),
  ),
  answered("a length without a body in GET", (token) =>
    bytes(head(token, get, "Content-Length: 2"), "{}"),
  ),
  answered("an expectation nobody knows", (token) =>
    bytes(head(token, post, json, "Content-Length: 2", "Expect: miracles"), "{}"),
  ),
  answered("100-continue", (token) =>
    bytes(head(token, post, json, "Content-Length: 2", "Expect: 100-continue"), "{}"),
  ),
  answered("an upgrade to nothing known", (token) =>
    bytes(head(token, get, "Connection: Upgrade", "Upgrade: nonsense")),
  ),
  answered("an upgrade to h2c", (token) =>
    bytes(
      head(
        token,
        get,
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABk",
      ),
    ),
  ),
  answered("a hundred requests at once", (token) =>
    bytes(head(token, "GET /version HTTP/1.1").repeat(100)),
  ),
  answered("a broken request after a good one", (token) =>
    bytes(`${head(token, "GET /version HTTP/1.1")}nonsense\r\n\r\n`),
  ),
  answered(
    "TLS within TLS",
    () => [Buffer.from("160301020001000001fc0303", "hex"), Buffer.alloc(500)],
    { silent: true },
  ),
  answered("HTTP/2's beginning", () => bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
  silent("half a head and the end", (token) => bytes(head(token, get).slice(0, 40)), {
    ends: true,
  }),
  silent("nothing and the end", () => [], { ends: true }),
];

const chunked = "Transfer-Encoding: chunked";

type Bytes = WireCase["bytes"];

function answered(name: string, make: Bytes, more: Partial<WireCase> = {}): WireCase {
  return { name, over: "http/1.1", bytes: make, due: true, ...more };
}

function silent(name: string, make: Bytes, more: Partial<WireCase> = {}): WireCase {
  return { name, over: "http/1.1", bytes: make, ...more };
}
