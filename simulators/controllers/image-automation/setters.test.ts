import { expect, it } from "vitest";
import { applySetters, settersOf } from "./setters.ts";

const ref = { name: "registry/app", tag: "1.1.0", digest: "sha256:1" };
const setters = settersOf([
  { namespace: "ns", name: "app", ref },
  { namespace: "ns", name: "plain", ref: { name: "registry/plain", tag: "2" } },
]);

it.each<[string, string]>([
  ['image: registry/app:1.0.0 # {"$imagepolicy": "ns:app"}', "image: registry/app:1.1.0@sha256:1"],
  ['  - image: a:1 # {"$imagepolicy": "ns:plain"}', "  - image: registry/plain:2"],
  ['  tag: "1.0.0" # {"$imagepolicy": "ns:app:tag"}', '  tag: "1.1.0"'],
  ['  newName: \'a\' # {"$imagepolicy": "ns:app:name"}', "  newName: 'registry/app'"],
  ['digest: sha256:0 # {"$imagepolicy": "ns:app:digest"}', "digest: sha256:1"],
  ['"image": a:1 # {"$imagepolicy": "ns:plain"}', '"image": registry/plain:2'],
  ['- a:1 # {"$imagepolicy": "ns:plain"}', "- registry/plain:2"],
])("sets %s", (line, wanted) => {
  const text = `a: b\n${line}\nc: d\n`;
  const [, comment] = line.split(" # ");
  expect(applySetters({ "x.yaml": text }, "", setters)).toEqual({
    "x.yaml": `a: b\n${wanted} # ${comment}\nc: d\n`,
  });
});

it.each([
  'image: a:1 # {"$imagepolicy": "ns:other"}',
  'image: registry/plain:2 # {"$imagepolicy": "ns:plain"}',
  "image: a:1 # an image",
])("leaves %s", (line) => {
  expect(applySetters({ "x.yaml": line }, "", setters)).toEqual({});
});

it("looks into YAML files below its path alone", () => {
  const text = 'tag: a # {"$imagepolicy": "ns:app:tag"}';
  const files = {
    "apps/a.yaml": text,
    "apps/b.yml": text,
    "apps/c.txt": text,
    "appsx/d.yaml": text,
  };
  expect(Object.keys(applySetters(files, "./apps", setters))).toEqual([
    "apps/a.yaml",
    "apps/b.yml",
  ]);
});
