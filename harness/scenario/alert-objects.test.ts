import { expect, it } from "vitest";
import { type AlertOptions, alertObjects } from "./alert-objects.ts";

it("sends all events of some kinds to an inbox", () => {
  const [provider, alert, ...others] = alertObjects({ inbox: "team", kinds: ["Kustomization"] });
  expect(others).toEqual([]);
  expect(provider).toMatchObject({ kind: "Provider", metadata: { name: "team" } });
  expect(provider?.spec).toEqual({ type: "generic", address: "%SINK-URL:team%" });
  expect(alert).toMatchObject({
    kind: "Alert",
    spec: {
      providerRef: { name: "team" },
      eventSeverity: "info",
      eventSources: [{ kind: "Kustomization", name: "*" }],
    },
  });
  expect(alert?.spec).not.toHaveProperty("exclusionList");
});

it("lets through only what is asked for", () => {
  const [, alert] = alertObjects({
    ...{ inbox: "one", kinds: ["Kustomization"], name: "apps", include: ["^a"], suspend: true },
  });
  expect(alert?.spec).toMatchObject({
    eventSources: [{ kind: "Kustomization", name: "apps" }],
    inclusionList: ["^a"],
    suspend: true,
  });
});

it("signs with a token that the run makes", () => {
  const options = {
    inbox: "team",
    severity: "error",
    timeout: "5s",
    exclude: ["^a"],
  } satisfies Partial<AlertOptions>;
  expect(alertObjects({ ...options, kinds: [], signed: true })).toMatchObject([
    { kind: "Secret", stringData: { token: "%SINK-TOKEN:team%" } },
    { spec: { type: "generic-hmac", secretRef: { name: "team" }, timeout: "5s" } },
    { spec: { eventSeverity: "error", exclusionList: ["^a"], eventSources: [] } },
  ]);
});
