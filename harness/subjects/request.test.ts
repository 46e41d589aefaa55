import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { exampleMix, kindsOf, listSubjects, nearestKnown } from "./catalogue.ts";
import { parseSubject } from "./request.ts";

describe("parseSubject", () => {
  test("knows the releases and passes on what their readers must know", () => {
    expect(parseSubject("flux@2.7")).toMatchObject({
      kind: "release",
      name: "flux@2.7",
      controllers: { "source-controller": "1.7.3", "notification-controller": "1.6.0" },
      notes: [expect.stringContaining("belongs to Flux 2.6")],
    });
    expect(parseSubject("flux@2.9")).toMatchObject({
      controllers: { "source-controller": "1.9.3", "kustomize-controller": "1.9.5" },
      notes: [expect.stringContaining("of Flux 2.9.5"), expect.anything()],
    });
  });

  test("puts a mix in its usual order and calls it a mix", () => {
    expect(parseSubject("mix:kustomize-1.7.3+source-1.3.0")).toEqual({
      kind: "mix",
      name: "mix:source-1.3.0+kustomize-1.7.3",
      controllers: { "source-controller": "1.3.0", "kustomize-controller": "1.7.3" },
      notes: [],
    });
    expect(parseSubject(exampleMix).name).toBe(exampleMix);
  });

  test("takes versions that it was not tried with, and says so", () => {
    expect(parseSubject("mix:source-1.9.3+kustomize-1.10.1-rc.1")).toMatchObject({
      controllers: { "source-controller": "1.9.3", "kustomize-controller": "1.10.1-rc.1" },
      notes: [
        expect.stringMatching(/not tried with kustomize-controller 1\.10\.1-rc\.1; .* 1\.9\.\d /),
      ],
    });
    // By number, not by letter.
    expect(nearestKnown("source-controller", "1.10.0")).toBe("1.9.3");
    expect(kindsOf("source-controller", "1.6.0")).toContain("OCIRepository v1beta2");
    expect(kindsOf("source-controller", "1.7.1")).toContain("OCIRepository v1");
    expect(kindsOf("source-controller", "latest")).toEqual([]);
  });

  test("takes a folder as it is written", () => {
    expect(parseSubject("dir:../my bin")).toEqual({
      kind: "folder",
      name: "dir:../my bin",
      path: "../my bin",
    });
  });

  test.each([
    ["flux@2.5", /"flux@2\.5".*known are flux@2\.7, flux@2\.9/],
    ["", /"".*known are/],
    ["flux@2.7 ", /known are/],
    ["mix:", /"" is not CONTROLLER-VERSION/],
    ["mix:source-1.3.0+", /"" is not CONTROLLER-VERSION/],
    ["mix:source", /"source" is not CONTROLLER-VERSION with one of source, kustomize/],
    ["mix:image-1.0.0", /"image-1\.0\.0" is not/],
    [
      "mix:source-1.2.9",
      /"1\.2\.9" of source-controller.*not older than.*1\.3\.0, 1\.7\.0, 1\.7\.2, 1\.7\.3, 1\.8\.0, 1\.9\.3/,
    ],
    ["mix:source-__proto__", /"__proto__" of source-controller: expected one like 1\.10\.0/],
    ["mix:source-v1.7.3", /"v1\.7\.3" of source-controller: expected one like 1\.10\.0/],
    ["mix:source-1.7", /"1\.7" of source-controller/],
    ["mix:source-1.3.0+source-1.7.3", /source is named twice, as 1\.3\.0 and as 1\.7\.3/],
    ["mix:kustomize-1.7.3", /needs a source-controller; add one of source-1\.3\.0/],
    ["dir:", /path of a folder after "dir:"/],
    ["dir: ", /path of a folder/],
    ["dir:a\0b", /path of a folder/],
  ])("refuses %j", (text, message) => {
    expect(() => parseSubject(text)).toThrow(UsageError);
    expect(() => parseSubject(text)).toThrow(message);
  });

  test("either understands any text or throws a UsageError", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom("mix:", "dir:", "flux@", "source-", "1.3.0", "1.7.3", "+", "kustomize-"),
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, (subject) => {
        try {
          const request = parseSubject(subject);
          // What was understood has a name that means the same again.
          expect(parseSubject(request.name)).toEqual(request);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });

  test("understands every subject that is listed by a name", () => {
    const named = listSubjects().filter(({ kind }) => kind !== "folder");
    expect(named.map(({ name }) => parseSubject(name).name)).toEqual(named.map(({ name }) => name));
  });
});
