import { expect, test } from "vitest";
import type { ControllerApi, ServedResource } from "./controller-api.ts";
import { restMapper } from "./rest-mapper.ts";

function served(apiVersion: string, kind: string, preferred = true): ServedResource {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  const resource = `${kind.toLowerCase()}s`;
  return { group, apiVersion, kind, resource, namespaced: true, preferred };
}

function mapped(kinds: ServedResource[]) {
  const requests: string[] = [];
  const api = {
    async discover() {
      requests.push("all");
      return [...kinds];
    },
    async discoverVersion(apiVersion: string) {
      requests.push(apiVersion);
      return kinds.filter((each) => each.apiVersion === apiVersion);
    },
  } as Partial<ControllerApi> as ControllerApi;
  return { mapper: restMapper(api, new AbortController().signal), requests, kinds };
}

test("all kinds are asked for once, however many ask", async () => {
  const { mapper, requests } = mapped([served("v1", "ConfigMap"), served("apps/v1", "Deployment")]);
  await Promise.all(["ConfigMap", "ConfigMap"].map(async (kind) => mapper.mappingOf("v1", kind)));
  expect((await mapper.mappingOf("apps/v1", "Deployment")).resource).toBe("deployments");
  expect(requests).toEqual(["all"]);
});

test("a kind that came later is found by its version alone", async () => {
  const { mapper, requests, kinds } = mapped([served("v1", "ConfigMap")]);
  await mapper.mappingOf("v1", "ConfigMap");
  await expect(mapper.mappingOf("x.io/v1", "Thing")).rejects.toThrow(
    'no matches for kind "Thing" in version "x.io/v1"',
  );
  kinds.push(served("x.io/v1", "Thing"));
  expect((await mapper.mappingOf("x.io/v1", "Thing")).resource).toBe("things");
  expect(requests).toEqual(["all", "x.io/v1", "x.io/v1"]);
});

test("whoever has just asked for everything says so in other words", async () => {
  const { mapper } = mapped([served("v1", "ConfigMap")]);
  await expect(mapper.mappingOf("x.io/v1", "Thing")).rejects.toThrow(
    "unable to retrieve the complete list of server APIs: x.io/v1: no matches for x.io/v1, Resource=",
  );
});

test("without a version it is the preferred one", async () => {
  const { mapper } = mapped([served("x.io/v2", "Thing", true), served("x.io/v1", "Thing", false)]);
  expect((await mapper.preferredOf("x.io", "Thing")).apiVersion).toBe("x.io/v2");
  await expect(mapper.preferredOf("x.io", "Other")).rejects.toThrow(
    'no matches for kind "Other" in group "x.io"',
  );
});
