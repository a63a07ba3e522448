import {expect, it} from "vitest";
import {
  fetchAll,
  maxCompleteBytes,
  readRangeSupport
} from "../../../src/components/database/byte-ranges.js";

it("readRangeSupport(status, headers) takes 206 with the size of the file for a server with ranges", () => {
  const headers = new Headers({"Content-Range": "bytes 0-0/5255168", "Content-Length": "1"});
  expect(readRangeSupport(206, headers)).toEqual({ranges: true, bytes: 5_255_168});
});

it("readRangeSupport(status, headers) takes 200 for a server without, whatever it claims to accept", () => {
  const headers = new Headers({"Content-Length": "5255168", "Accept-Ranges": "bytes"});
  expect(readRangeSupport(200, headers)).toEqual({ranges: false, bytes: 5_255_168});
});

it("readRangeSupport(status, headers) returns no size where the body is compressed or its length is missing", () => {
  const packed = new Headers({"Content-Length": "77", "Content-Encoding": "gzip"});
  expect(readRangeSupport(200, packed)).toEqual({ranges: false, bytes: null});
  expect(readRangeSupport(200, new Headers())).toEqual({ranges: false, bytes: null});
  expect(readRangeSupport(206, new Headers({"Content-Range": "bytes 0-0/*"})).ranges).toBe(false);
});

it("fetchAll(url, answer) rejects with the remedy for a file that is too large, and requests nothing", async () => {
  const answer = {ranges: false, bytes: maxCompleteBytes + 1};
  await expect(fetchAll("http://127.0.0.1:9/", answer)).rejects.toThrow(
    /does not answer range requests.*68 MB, of at most 68 MB; serve the site with `atalaya serve`/
  );
});
