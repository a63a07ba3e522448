import {createPublicKey, verify} from "node:crypto";
import {expect, it} from "vitest";
import {
  envelopeToJson,
  preAuthenticationEncoding,
  readEnvelope
} from "../../../src/core/proof/dsse.js";

// The example of the DSSE Protocol, version 1.0.0, “Test Vectors”.
const example = {
  payload: "aGVsbG8gd29ybGQ=",
  payloadType: "http://example.com/HelloWorld",
  signatures: [
    {
      sig: "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="
    }
  ]
};
const x = 46950820868899156662930047687818585632848591499744589407958293238635476079160n;
const y = 5640078356564379163099075877009565129882514886557779369047442380624545832820n;

it("preAuthenticationEncoding(type, payload) is the example of the specification", () => {
  const bytes = preAuthenticationEncoding(
    "http://example.com/HelloWorld",
    new TextEncoder().encode("hello world")
  );
  expect(new TextDecoder().decode(bytes)).toBe(
    "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
  );
});

it("preAuthenticationEncoding(type, payload) counts bytes, and takes no byte of one for the other", () => {
  const encode = (type: string, text: string) =>
    new TextDecoder().decode(preAuthenticationEncoding(type, new TextEncoder().encode(text)));
  expect(encode("ü", "é日")).toBe("DSSEv1 2 ü 5 é日");
  expect(encode("", "")).toBe("DSSEv1 0  0 ");
  expect(encode("a b", "c")).not.toBe(encode("a", "b c"));
});

it("readEnvelope(value) gives what the signature of the specification’s example is of", () => {
  const {payloadType, payload, signatures} = readEnvelope(example);
  const message = preAuthenticationEncoding(payloadType, payload);
  const coordinate = (n: bigint) =>
    Buffer.from(n.toString(16).padStart(64, "0"), "hex").toString("base64url");
  const key = createPublicKey({
    key: {kty: "EC", crv: "P-256", x: coordinate(x), y: coordinate(y)},
    format: "jwk"
  });
  const isSigned = (bytes: Uint8Array) =>
    verify("sha256", bytes, {key, dsaEncoding: "ieee-p1363"}, signatures[0].sig);
  expect(isSigned(message)).toBe(true);
  expect(isSigned(payload)).toBe(false);
});

it("envelopeToJson(envelope) is read back by readEnvelope, byte for byte", () => {
  const envelope = {
    payloadType: "a/b",
    payload: Uint8Array.from({length: 256}, (_, i) => i),
    signatures: [{keyid: "k", sig: new Uint8Array([251, 255])}]
  };
  const text = envelopeToJson(envelope);
  expect(readEnvelope(JSON.parse(text))).toEqual(envelope);
  expect(text.endsWith("}\n")).toBe(true);
});

it("readEnvelope(value) accepts either alphabet of base64, as the specification wants", () => {
  const read = (payload: string) => readEnvelope({...example, payload}).payload;
  expect(read("-_8=")).toEqual(read("+/8="));
  expect(read("-_8")).toEqual(new Uint8Array([0xfb, 0xff]));
});

it.each([
  ["null", null],
  ["a list", []],
  ["no type", {...example, payloadType: undefined}],
  ["no payload", {...example, payload: undefined}],
  ["a payload that is no base64", {...example, payload: "???"}],
  ["signatures that are no list", {...example, signatures: {}}],
  ["a signature that is no object", {...example, signatures: ["sig"]}],
  ["a signature without bytes", {...example, signatures: [{keyid: "k"}]}],
  ["a key id that is no text", {...example, signatures: [{keyid: 7, sig: ""}]}],
  ["a thousand signatures", {...example, signatures: Array(1000).fill({sig: ""})}]
])("readEnvelope(value) refuses %s, and says what is wrong", (_, value) => {
  expect(() => readEnvelope(value)).toThrow(/^invalid envelope: \w/);
});
