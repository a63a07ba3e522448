import {existsSync} from "node:fs";
import {Client} from "minio";
import {expect, it} from "vitest";
import {describeWith} from "./available.js";
import {minioBuildTimeout, missingMinio, startMinio} from "./minio.js";
import type {MinioServer} from "./minio.js";

describeWith("startMinio() with a server of this machine:", missingMinio(), () => {
  const clientOf = ({host, port, accessKey, secretKey}: MinioServer) =>
    new Client({endPoint: host, port, accessKey, secretKey, useSSL: false});

  const gone = /ECONNREFUSED|socket hang up|ECONNRESET/; // a connection kept alive ends, a new one is refused

  it(
    "startMinio() keeps its data and its address from down() to up(), and nothing after stop()",
    {timeout: minioBuildTimeout},
    async () => {
      const server = await startMinio();
      const client = clientOf(server);
      await client.makeBucket("kept");
      await server.down();
      await expect(client.listBuckets()).rejects.toThrow(gone);
      await server.up();
      expect((await client.listBuckets()).map(({name}) => name)).toEqual(["kept"]);
      const wrong = clientOf({...server, secretKey: "wrong-secret"});
      await expect(wrong.listBuckets()).rejects.toThrow("signature");
      await server.stop();
      await expect(client.listBuckets()).rejects.toThrow(gone);
      expect(existsSync(server.folder)).toBe(false);
    }
  );
});
