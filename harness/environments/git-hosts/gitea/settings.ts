import { makeToken } from "../../../../simulators/support/pki.ts";

/** Gitea's settings by section and key; an empty section name is for those above all sections. */
export type GiteaSettings = Record<string, Record<string, string>>;

/** What the harness wants of any Gitea: nobody else uses it, it calls nobody, and it lives for one run. */
export function giteaSettings(): GiteaSettings {
  return {
    "": { APP_NAME: "fluxproof", RUN_MODE: "prod" },
    server: {
      PROTOCOL: "http",
      DISABLE_SSH: "true",
      OFFLINE_MODE: "true",
      LFS_START_SERVER: "false",
    },
    database: { DB_TYPE: "sqlite3", SQLITE_JOURNAL_MODE: "WAL" },
    security: { INSTALL_LOCK: "true", SECRET_KEY: makeToken(), INTERNAL_TOKEN: makeToken() },
    service: { DISABLE_REGISTRATION: "true", ENABLE_CAPTCHA: "false" },
    webhook: {
      // The harness is on this machine, or where containers reach it.
      ALLOWED_HOST_LIST: "loopback, private",
      // notification-controller answers a webhook once it has patched all of a Receiver's sources.
      DELIVER_TIMEOUT: "30",
    },
    session: { PROVIDER: "memory" },
    indexer: { ISSUE_INDEXER_TYPE: "db" },
    mailer: { ENABLED: "false" },
    actions: { ENABLED: "false" },
    packages: { ENABLED: "false" },
    oauth2: { ENABLED: "false" },
    cron: { ENABLED: "false" },
    // No task that runs by itself may take the processor from the controllers under test.
    "cron.update_checker": { ENABLED: "false" },
    log: { MODE: "console", LEVEL: "Info" },
  };
}

/** Makes Gitea an SSH server of its own, whose host key is in a file there. */
export function sshSettings(server: {
  listen: string;
  port: number;
  hostKeyFile: string;
}): GiteaSettings {
  return {
    server: {
      DISABLE_SSH: "false",
      START_SSH_SERVER: "true",
      BUILTIN_SSH_SERVER_USER: sshUser,
      SSH_LISTEN_HOST: server.listen,
      SSH_LISTEN_PORT: String(server.port),
      SSH_SERVER_HOST_KEYS: server.hostKeyFile,
    },
  };
}

/** Where Gitea listens in a container. */
export const containerPorts = { http: 3000, ssh: 2222 };

/** For Gitea in a container that others call `host`; an SSH server, too, where it has the file of a host key. */
export function containerSettings(
  settings: GiteaSettings,
  { host, hostKeyFile }: { host: string; hostKeyFile: string | undefined },
): GiteaSettings {
  const { http, ssh } = containerPorts;
  const placed = withSettings(settings, {
    server: {
      ...{ HTTP_ADDR: "0.0.0.0", HTTP_PORT: String(http) },
      ROOT_URL: `http://${host}:${http}/`,
    },
  });
  const own = hostKeyFile ? sshSettings({ listen: "0.0.0.0", port: ssh, hostKeyFile }) : {};
  return withSettings(placed, own);
}

/** Whom every client of its SSH server logs in as: keys tell who they are. */
export const sshUser = "git";

/** More settings over others, section by section. */
export function withSettings(settings: GiteaSettings, more: GiteaSettings): GiteaSettings {
  const whole = { ...settings };
  for (const [section, keys] of Object.entries(more)) {
    whole[section] = { ...whole[section], ...keys };
  }
  return whole;
}

/** As `app.ini` has them. */
export function iniText(settings: GiteaSettings): string {
  const lines = Object.entries(settings).flatMap(([section, keys]) => [
    ...(section === "" ? [] : ["", `[${section}]`]),
    ...Object.entries(keys).map(([key, value]) => `${key} = ${value}`),
  ]);
  return `${lines.join("\n")}\n`;
}

/** As Gitea's images take them: dots and dashes of names as the bytes' hexadecimal numbers. */
export function settingsEnvironment(settings: GiteaSettings): Record<string, string> {
  const escaped = (name: string) => name.replaceAll(".", "_0X2E_").replaceAll("-", "_0X2D_");
  return Object.fromEntries(
    Object.entries(settings).flatMap(([section, keys]) =>
      Object.entries(keys).map(([key, value]) => [
        `GITEA__${section === "" ? "DEFAULT" : escaped(section)}__${key}`,
        value,
      ]),
    ),
  );
}
