import { expect, test } from "vitest";
import { tokenIn } from "./running-gitea.ts";
import { giteaSettings, iniText, settingsEnvironment, withSettings } from "./settings.ts";

const settings = { "": { A: "1" }, "cron.x-y": { ENABLED: "false" }, server: { B: "2" } };

test("settings stand in app.ini by section, those without one first", () => {
  expect(iniText(settings)).toBe("A = 1\n\n[cron.x-y]\nENABLED = false\n\n[server]\nB = 2\n");
});

test("settings stand in a container's environment as its entrypoint reads them", () => {
  expect(settingsEnvironment(settings)).toEqual({
    ...{ GITEA__DEFAULT__A: "1", GITEA__cron_0X2E_x_0X2D_y__ENABLED: "false" },
    GITEA__server__B: "2",
  });
});

test("more settings go over others, key by key", () => {
  const more = { server: { C: "3" }, log: { D: "4" } };
  expect(withSettings(settings, more)).toMatchObject({
    ...{ "": { A: "1" }, server: { B: "2", C: "3" }, log: { D: "4" } },
  });
});

test("each Gitea has secrets of its own", () => {
  const [one, other] = [giteaSettings(), giteaSettings()];
  expect(one.security?.SECRET_KEY).toMatch(/^.{40,}$/);
  expect(one.security?.SECRET_KEY).not.toBe(other.security?.SECRET_KEY);
  expect(one.security?.INTERNAL_TOKEN).not.toBe(other.security?.INTERNAL_TOKEN);
});

test("the token is found in what the command line writes, and nothing else is taken for it", () => {
  const token = "0123456789abcdef0123456789abcdef01234567";
  const text = `New user 'a' has been created!\nAccess token was successfully created... ${token}\n`;
  expect(tokenIn(text)).toBe(token);
  expect(tokenIn(`commit ${token}\nAccess token was not created`)).toBeUndefined();
});
