import {afterAll, beforeAll} from "vitest";
import {describeWith} from "../../../services/available.js";
import {minioBuildTimeout, missingMinio, startMinio} from "../../../services/minio.js";
import type {MinioServer} from "../../../services/minio.js";
import {describeStore} from "../contract.js";
import {newS3Store, removeFolders} from "./open.js";

describeWith("s3Store(options) with a real MinIO:", missingMinio(), () => {
  let server: MinioServer;

  beforeAll(async () => {
    server = await startMinio();
  }, minioBuildTimeout);
  afterAll(async () => {
    await removeFolders();
    await server?.stop();
  });

  describeStore("s3Store(options)", () => newS3Store(server.env));
});
