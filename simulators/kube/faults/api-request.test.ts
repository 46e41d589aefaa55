import { assert, constantFrom, property, record, webPath } from "fast-check";
import { describe, expect, test } from "vitest";
import type { ApiRequestMatch } from "../../../harness/core/fault.ts";
import { matchesApiRequest, parseApiRequest } from "./api-request.ts";

const ask = (method: string, path: string) =>
  parseApiRequest({ method, url: `https://localhost${path}` });

const flux = "/apis/kustomize.toolkit.fluxcd.io/v1";
const group = "kustomize.toolkit.fluxcd.io";
const resource = "kustomizations";

test.each<[string, string, ReturnType<typeof parseApiRequest>]>([
  ["GET", "/healthz", { verb: "get" }],
  ["HEAD", "/apis", { verb: "get" }],
  [
    "GET",
    "/api/v1/namespaces/a/secrets/s",
    {
      verb: "get",
      resource: { group: "", resource: "secrets", namespace: "a", name: "s", subresource: "" },
    },
  ],
  [
    "GET",
    `${flux}/kustomizations?limit=500&watch=false`,
    { verb: "list", resource: { group, resource, namespace: "", name: "", subresource: "" } },
  ],
  [
    "GET",
    `${flux}/namespaces/a/kustomizations?watch=1&fieldSelector=metadata.name%3Dk`,
    { verb: "watch", resource: { group, resource, namespace: "a", name: "k", subresource: "" } },
  ],
  [
    "PATCH",
    `${flux}/namespaces/a/kustomizations/k/status?fieldManager=x`,
    {
      verb: "patch",
      resource: { group, resource, namespace: "a", name: "k", subresource: "status" },
    },
  ],
  [
    "DELETE",
    `${flux}/namespaces/a/kustomizations`,
    {
      verb: "deletecollection",
      resource: { group, resource, namespace: "a", name: "", subresource: "" },
    },
  ],
  [
    "PUT",
    "/api/v1/namespaces/a",
    {
      verb: "update",
      resource: { group: "", resource: "namespaces", namespace: "a", name: "a", subresource: "" },
    },
  ],
])("%s %s", (method, path, expected) => {
  expect(ask(method, path)).toEqual(expected);
});

describe("a match", () => {
  const patch = ask("PATCH", `${flux}/namespaces/a/kustomizations/k/status`);
  const list = ask("GET", "/api/v1/secrets");
  const path = ask("GET", "/openapi/v3");
  const covers = (match: ApiRequestMatch) =>
    [patch, list, path].map((each) => matchesApiRequest(match, each, () => "system:x:y"));

  test.each<[ApiRequestMatch, boolean[]]>([
    [{}, [true, true, true]],
    [{ verbs: ["patch", "get"] }, [true, false, true]],
    [{ resources: ["secrets"] }, [false, true, false]],
    [{ resources: ["*.toolkit.fluxcd.io"] }, [true, false, false]],
    [{ resources: ["kustomizations"] }, [false, false, false]],
    [{ resources: ["*"] }, [true, true, false]],
    [{ subresources: ["status"] }, [true, false, false]],
    [{ subresources: [""] }, [false, true, false]],
    [{ namespaces: ["a*"] }, [true, false, false]],
    [{ namespaces: [""] }, [false, true, false]],
    [{ names: ["k"] }, [true, false, false]],
    [{ users: ["system:*:y"] }, [true, true, true]],
    [{ users: ["system:*:z"] }, [false, false, false]],
    [{ users: ["system:*"], verbs: ["list"] }, [false, true, false]],
    [{ users: [] }, [false, false, false]],
  ])("%j covers: %j", (match, expected) => {
    expect(covers(match)).toEqual(expected);
  });

  test("never covers by user what tells no user", () => {
    expect(matchesApiRequest({ users: ["*"] }, patch, () => undefined)).toBe(false);
    expect(matchesApiRequest({}, patch, () => undefined)).toBe(true);
  });

  test("reads every request, whatever its path", () => {
    const requests = record({ method: constantFrom("GET", "POST", "FETCH"), path: webPath() });
    assert(
      property(requests, ({ method, path }) => {
        const asked = ask(method, `/apis${path}`);
        expect(matchesApiRequest({}, asked, () => undefined)).toBe(true);
        const { resource } = asked;
        const names = resource ? [resource.name.replaceAll("*", "?")] : ["x"];
        expect(matchesApiRequest({ names }, asked, () => undefined)).toBe(
          resource !== undefined && !resource.name.includes("*"),
        );
      }),
    );
  });
});
