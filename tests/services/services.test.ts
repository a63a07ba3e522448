import {spawn, spawnSync} from "node:child_process";
import {once} from "node:events";
import {chmod, mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {describeWith} from "./available.js";
import {minioBuildTimeout, missingMinio} from "./minio.js";
import {missingPostgres} from "./postgres.js";

const script = fileURLToPath(new URL("services.ts", import.meta.url));
const command = ["--import", "tsx", script];

function ask(folder: string, option: string) {
  const env = {...process.env, ATALAYA_SERVICES: folder};
  return spawnSync(process.execPath, [...command, option], {env, encoding: "utf8"});
}

describeWith("npm run services:", missingMinio() ?? missingPostgres(), () => {
  it(
    "npm run services prints an environment while both run, and Ctrl+C stops both",
    {timeout: minioBuildTimeout},
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "atalaya-services-"));
      await chmod(folder, 0o755); // PostgreSQL runs as another user if we are root
      try {
        const env = {...process.env, ATALAYA_SERVICES: folder};
        const child = spawn(process.execPath, command, {env, stdio: ["ignore", "pipe", "inherit"]});
        let output = "";
        for await (const chunk of child.stdout) {
          output += String(chunk);
          if (output.includes("PG_DATABASE")) break;
        }
        const variables = [...output.matchAll(/^export (\w+)=(.+)$/gm)].map((match) => match[1]);
        expect(variables).toEqual([
          "MINIO_ENDPOINT",
          "MINIO_ACCESS_KEY",
          "MINIO_SECRET_KEY",
          "MINIO_SECURE",
          "PG_HOST",
          "PG_PORT",
          "PG_USER",
          "PG_PASSWORD",
          "PG_DATABASE"
        ]);
        const endpoint = /MINIO_ENDPOINT=(.+)/.exec(output)?.[1];
        expect((await fetch(`http://${endpoint}/minio/health/live`)).status).toBe(200);
        expect(ask(folder, "--status").stdout).toBe(output);
        child.kill("SIGINT");
        expect(await once(child, "exit")).toEqual([0, null]);
        await expect(fetch(`http://${endpoint}/minio/health/live`)).rejects.toThrow();
        expect(ask(folder, "--status").status).toBe(1);
      } finally {
        await rm(folder, {recursive: true, force: true});
      }
    }
  );

  it("npm run services refuses an option that it does not know", () => {
    const {status, stderr} = ask(tmpdir(), "--stpo");
    expect([status, stderr.split("\n")[0]]).toEqual([2, "unknown option: --stpo"]);
  });
});
