import type { ContractCase } from "./cases.ts";
import { configMap, get, partialForm, post, remove, tableForm } from "./steps.ts";

const namespace = "/api/v1/namespaces/lists";
const maps = `${namespace}/configmaps`;
const watch = (query: string) => get(`${maps}?watch=true&timeoutSeconds=1&${query}`);

export const listCases: ContractCase[] = [
  {
    name: "lists, selectors, pages and watches",
    steps: [
      post("/api/v1/namespaces", { metadata: { name: "lists" } }),
      ...["c", "a", "b"].map((name) => post(maps, configMap(name, {}, { labels: { name } }))),
      get(maps),
      get(`${maps}?limit=2`),
      get(`${maps}?labelSelector=name+in+(a,c)`),
      get(`${maps}?labelSelector=name!%3Da,name`),
      get(`${maps}?fieldSelector=metadata.name%3Db`),
      get(maps, partialForm),
      get(`${maps}/a`, partialForm),
      get(namespace, tableForm),
      watch("resourceVersion=$version4"),
      watch("resourceVersion=$version2&labelSelector=name%3Db"),
      watch("allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"),
      remove(`${maps}?labelSelector=name%3Da`),
      watch("resourceVersion=$version4"),
    ],
  },
  {
    name: "list options that won't do",
    steps: [
      get(`${maps}?fieldSelector=foo%3Dbar`),
      get(`${maps}?labelSelector=a!!`),
      get(`${maps}?resourceVersion=999999999`),
      get(`${maps}?resourceVersion=abc`),
      get(`${maps}?limit=1&continue=abc`),
      get(`${maps}?resourceVersionMatch=Exact`),
      get(`${maps}?resourceVersion=0&resourceVersionMatch=Exact`),
      get(`${maps}?resourceVersion=1&resourceVersionMatch=Never`),
      get(`${maps}?watch=1&sendInitialEvents=true`),
      get(`${maps}?watch=1&resourceVersionMatch=NotOlderThan`),
      get(`${maps}?watch=1&resourceVersion=abc`),
    ],
  },
];
