import { expect, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { obtainGitHost } from "./obtain-git-host.ts";

const { signal } = new AbortController();
const image = "registry.example/gitea:1";

test.each([
  [{ giteaImage: image }, "--gitea-image"],
  [{ giteaInCluster: true }, "--gitea-in-cluster"],
  [{ giteaSsh: true }, "--gitea-ssh"],
])("%j is for Gitea alone", async (options, named) => {
  const obtaining = obtainGitHost({ gitHost: "sim", env: "kind", ...options, signal });
  await expect(obtaining).rejects.toThrow(UsageError);
  await expect(obtaining).rejects.toThrow(`${named}: give --git-host gitea with it`);
});

test.each(["local", "sim"])("Gitea in the cluster is not for %s", async (env) => {
  const options = { gitHost: "gitea", giteaImage: image, giteaInCluster: true, env, signal };
  await expect(obtainGitHost(options)).rejects.toThrow(
    /--gitea-in-cluster: only --env kind and cluster/,
  );
});

test.each([
  [{}, image],
  [{ giteaInCluster: true }, `${image}, in the cluster`],
  [{ giteaSsh: true }, `${image}, by SSH`],
  [{ giteaInCluster: true, giteaSsh: true }, `${image}, in the cluster, by SSH`],
])("run.json says of %j where Gitea is and how it is reached", async (options, gitea) => {
  const given = { gitHost: "gitea", giteaImage: image, env: "kind", signal };
  expect((await obtainGitHost({ ...given, ...options })).parts).toEqual({ gitea });
});

test("what runs in the cluster under test is told, to be listed before", async () => {
  const given = { gitHost: "gitea", giteaImage: image, env: "cluster", signal };
  const inside = await obtainGitHost({ ...given, giteaInCluster: true });
  expect(inside).toMatchObject({ image, isInCluster: true });
  expect(await obtainGitHost(given)).toMatchObject({ image, isInCluster: false });
});
