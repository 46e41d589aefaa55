import { expect, test } from "vitest";
import { receiverNodePort } from "../../in-cluster/install-flux.ts";
import { mappedNodePorts } from "../../kind/kind-config.ts";
import { makeSshKey } from "../ssh/ssh-key.ts";
import { giteaNodePorts, giteaObjects, giteaService } from "./gitea-objects.ts";
import { giteaSettings } from "./settings.ts";

const settings = giteaSettings();
const objects = (sshHostKey?: ReturnType<typeof makeSshKey>) =>
  giteaObjects({
    ...{ image: "gitea:1", namespace: "n", settings, sshHostKey },
    labels: { of: "x" },
  });

test("what is secret of Gitea in a cluster is in Secrets alone", () => {
  const hostKey = makeSshKey();
  for (const object of objects(hostKey)) {
    const text = JSON.stringify(object);
    const secrets = [settings.security?.SECRET_KEY ?? "", settings.security?.INTERNAL_TOKEN ?? ""];
    const found = [...secrets, hostKey.privateKey].filter((each) =>
      text.includes(JSON.stringify(each).slice(1, -1)),
    );
    if (object.kind !== "Secret") expect(found).toEqual([]);
  }
});

test("its ports are some that kind maps, and no other's", () => {
  const ports = Object.values(giteaNodePorts);
  expect(mappedNodePorts).toEqual(expect.arrayContaining(ports));
  expect(ports).not.toContain(receiverNodePort);
});

test("all of it is in its namespace and labelled, and its Service finds its Pod", () => {
  const [all, service] = [objects(), giteaService("n")];
  for (const { metadata } of all) {
    expect(metadata).toMatchObject({ namespace: "n", labels: { of: "x" } });
  }
  const pod = all.find(({ kind }) => kind === "Pod");
  const { selector } = service.spec as { selector: Record<string, string> };
  expect(pod?.metadata.labels).toMatchObject(selector);
});

test("it has an SSH server where a key is given for it, and else none", () => {
  const settingsOf = (all: ReturnType<typeof objects>) =>
    all.find(({ metadata }) => metadata.name === "gitea-settings")?.stringData;
  expect(settingsOf(objects())).toMatchObject({ GITEA__server__DISABLE_SSH: "true" });
  expect(settingsOf(objects(makeSshKey()))).toMatchObject({
    GITEA__server__DISABLE_SSH: "false",
    GITEA__server__START_SSH_SERVER: "true",
    GITEA__server__SSH_SERVER_HOST_KEYS: "/etc/fluxproof-ssh/gitea-host-key",
  });
});
