import { expect, test } from "vitest";
import { EtcdFlagError, parseEtcdFlags } from "./parse-flags.ts";
import { answer, serveEtcd } from "./serve.ts";

test("reads flags as Go does", () => {
  const flags = parseEtcdFlags([
    "--data-dir",
    "/a b",
    "-listen-client-urls=http://127.0.0.1:1",
    "--unsafe-no-fsync",
    "--pre-vote=F",
    "--data-dir=--odd",
    "--",
  ]);
  expect(Object.fromEntries(flags)).toEqual({
    "data-dir": "--odd",
    "listen-client-urls": "http://127.0.0.1:1",
    "unsafe-no-fsync": "true",
    "pre-vote": "false",
  });
});

test.each<[string[], number, string]>([
  [["--nonsense"], 2, "flag provided but not defined: -nonsense"],
  [["--data-dir"], 2, "flag needs an argument: -data-dir"],
  [["--unsafe-no-fsync=maybe"], 2, 'invalid boolean value "maybe" for -unsafe-no-fsync'],
  [["---x"], 2, "bad flag syntax: ---x"],
  [["-=3"], 2, "bad flag syntax: -=3"],
  [["serve"], 1, '"serve" is not a valid flag'],
  [["--unsafe-no-fsync", "true"], 1, '"true" is not a valid flag'],
  [["-"], 1, '"-" is not a valid flag'],
  [["--", "x"], 1, '"x" is not a valid flag'],
])("refuses %j as etcd does", (args, exitCode, message) => {
  const parse = () => parseEtcdFlags(args);
  expect(parse).toThrow(EtcdFlagError);
  expect(parse).toThrow(expect.objectContaining({ exitCode }));
  expect(parse).toThrow(message);
});

test.each<[Record<string, string>, string]>([
  [{ "listen-client-urls": "http://127.0.0.1:1" }, "--advertise-client-urls is required"],
  [urls("https://127.0.0.1:1"), "serves http alone"],
  [urls("127.0.0.1:1"), "expected http://HOST:PORT"],
  [urls("http://127.0.0.1"), "expected http://HOST:PORT"],
])("refuses %j", async (flags, message) => {
  await expect(serveEtcd(new Map(Object.entries(flags)))).rejects.toThrow(message);
});

test.each([
  ["/health?serializable=true", 200, '{"health":"true","reason":""}'],
  ["/version", 200, '{"etcdserver":"3.6.5","etcdcluster":"3.6.0","storage":"3.6.0"}'],
  ["/readyz", 200, "ok\n"],
  ["/readiness", 404, "404 page not found\n"],
])("answers %s", async (path, status, text) => {
  const response = await answer({ url: `http://127.0.0.1:2379${path}` });
  expect(response.status).toBe(status);
  expect(await response.text()).toBe(text);
});

test("listens on every client URL", async () => {
  await using served = await serveEtcd(
    new Map(Object.entries(urls("http://127.0.0.1:0,http://localhost:0"))),
  );
  expect(served.origins).toHaveLength(2);
  for (const origin of served.origins) expect((await fetch(`${origin}/health`)).ok).toBe(true);
});

function urls(list: string): Record<string, string> {
  return { "listen-client-urls": list, "advertise-client-urls": list };
}
