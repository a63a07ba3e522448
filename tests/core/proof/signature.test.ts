import {webcrypto} from "node:crypto";
import {expect, it} from "vitest";
import {nodeProofCrypto} from "../../../pipeline/proof/keys.js";
import {preAuthenticationEncoding} from "../../../src/core/proof/dsse.js";
import {
  findSigner,
  jwkOf,
  publicKeyOf,
  spkiOf,
  webProofCrypto
} from "../../../src/core/proof/signature.js";

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const web = webProofCrypto(webcrypto.subtle as unknown as SubtleCrypto);

// RFC 8032, section 7.1: tests 1, 2, 3.
const vectors: [publicKey: string, message: string, signature: string][] = [
  [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
  ],
  [
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
  ],
  [
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  ]
];

it.each([
  ["webProofCrypto(subtle)", web],
  ["nodeProofCrypto", nodeProofCrypto]
])("%s verifies the examples of RFC 8032, and none with a bit changed", async (_, crypto) => {
  for (const [key, message, signature] of vectors) {
    const [publicKey, text, sig] = [bytesOf(key), bytesOf(message), bytesOf(signature)];
    expect(await crypto.verifyEd25519(publicKey, sig, text)).toBe(true);
    for (const at of [0, 31, 32, 63]) {
      const changed = sig.map((byte, i) => (i === at ? byte ^ 1 : byte));
      expect(await crypto.verifyEd25519(publicKey, changed, text)).toBe(false);
    }
    expect(await crypto.verifyEd25519(publicKey, sig, bytesOf(`${message}00`))).toBe(false);
  }
});

it.each([
  ["webProofCrypto(subtle)", web],
  ["nodeProofCrypto", nodeProofCrypto]
])("%s has the SHA-256 of FIPS 180-2’s example", async (_, crypto) => {
  expect(await crypto.sha256(new TextEncoder().encode("abc"))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  );
});

it("publicKeyOf(jwk) reads the example of RFC 8037, which jwkOf(key, id) writes", () => {
  const x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"; // appendix A.2
  const publicKey = publicKeyOf({kty: "OKP", crv: "Ed25519", x});
  expect(publicKey).toEqual(bytesOf(vectors[0][0]));
  expect(jwkOf(publicKey, "id")).toEqual({kty: "OKP", crv: "Ed25519", x, kid: "id"});
});

it("spkiOf(key) is the example of RFC 8410", () => {
  const pem = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="; // section 10.1
  const spki = new Uint8Array(Buffer.from(pem, "base64"));
  expect(spkiOf(spki.subarray(-32))).toEqual(spki);
});

it.each([
  ["nothing", undefined],
  ["another type of key", {kty: "EC", crv: "P-256", x: "AAAA"}],
  ["a key that is too short", {kty: "OKP", crv: "Ed25519", x: "AAAA"}],
  ["a key that is no base64url", {kty: "OKP", crv: "Ed25519", x: "?".repeat(43)}]
])("publicKeyOf(value) refuses %s", (_, value) => {
  expect(() => publicKeyOf(value)).toThrow("invalid key");
});

it("findSigner(envelope, keys, crypto) believes a signature, and no key id", async () => {
  const {privateKey, publicKey} = (await webcrypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify"
  ])) as CryptoKeyPair;
  const payload = new TextEncoder().encode("hello world");
  const message = preAuthenticationEncoding("a/b", payload);
  const sig = new Uint8Array(await webcrypto.subtle.sign("Ed25519", privateKey, message));
  const raw = new Uint8Array(await webcrypto.subtle.exportKey("raw", publicKey));
  const ours = {keyId: "ours", publicKey: raw};
  const other = {keyId: "other", publicKey: bytesOf(vectors[0][0])};
  const envelope = {payloadType: "a/b", payload, signatures: [{keyid: "other", sig}]};
  for (const crypto of [web, nodeProofCrypto]) {
    expect(await findSigner(envelope, [other, ours], crypto)).toBe("ours");
    expect(await findSigner(envelope, [other], crypto)).toBeUndefined();
    expect(await findSigner({...envelope, payloadType: "a/c"}, [ours], crypto)).toBeUndefined();
    expect(await findSigner({...envelope, signatures: []}, [ours], crypto)).toBeUndefined();
  }
});
