import { expect, test } from "vitest";
import { UsageError } from "../../core/failure.ts";
import { findAddress, parseAddress } from "./find-address.ts";

test("an address is one name, or what is listened on and what it is reached as", () => {
  expect(parseAddress("10.0.0.5")).toEqual({ listen: "10.0.0.5", reachedAs: "10.0.0.5" });
  expect(parseAddress("0.0.0.0=host.docker.internal")).toEqual({
    ...{ listen: "0.0.0.0", reachedAs: "host.docker.internal" },
  });
});

test.each(["", "=", "a=b=c", "http://10.0.0.5", "10.0.0.5:80", "a b"])("%j is none", (text) => {
  expect(() => parseAddress(text)).toThrow(UsageError);
});

test("nothing is guessed for a cluster that is none of kind's", async () => {
  const rest = { env: {}, signal: new AbortController().signal };
  expect(await findAddress({ named: undefined, context: "staging", ...rest })).toBeUndefined();
  const named = await findAddress({ named: "10.1.2.3", context: "kind-x", ...rest });
  expect(named).toEqual({ listen: "10.1.2.3", reachedAs: "10.1.2.3" });
});
