"""Checks primitives.py against a few vectors of the standards and, when a folder `shared/vectors` stands beside one of
the folders above this one, against the X-Wing draft's vectors and Wycheproof's. Prints what it checked and what it
skipped; exits 1 on any difference.

    python3 tests/second/test_primitives.py
"""
import hashlib
import json
import sys
from pathlib import Path

import primitives as p

h = bytes.fromhex
count, failures = 0, []


def check(name, ok):
    global count
    count += 1
    if not ok:
        failures.append(name)


def standards():
    key = bytes(range(32))
    words = p.aes256_schedule(key)
    check("FIPS 197 C.3", p.aes256_block(words, h("00112233445566778899aabbccddeeff")) ==
          h("8ea2b7ca516745bfeafc49904b496089"))
    check("CTR starts at 0 and counts up", p.aes256_ctr(key, bytes(40)) == b"".join(
        p.aes256_block(words, i.to_bytes(16, "big")) for i in range(3))[:40])
    check("RFC 4231 case 2", p.hmac_sha256(b"Jefe", b"what do ya want for nothing?") ==
          h("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"))
    check("RFC 5869 A.1", p.hkdf_sha256(bytes(range(13)), b"\x0b" * 22, h("f0f1f2f3f4f5f6f7f8f9"), 42) ==
          h("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"))
    check("RFC 7748 5.2", p.x25519(h("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                                   h("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")) ==
          h("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"))
    k = u = b"\x09" + bytes(31)
    for _ in range(1000):
        k, u = p.x25519(k, u), k
    check("RFC 7748 5.2, 1000 times", k == h("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"))
    check("X25519 small order", p.x25519_small_order(bytes(32)) and not p.x25519_small_order(b"\x09" + bytes(31)))
    draws = iter(range(1 << 20))
    key = p.rsa_generate(2049, lambda n: hashlib.shake_256(b"self-test%d" % next(draws)).digest(n))
    signature = p.pss_sign(key, b"message", bytes(32))
    check("PSS, modulus of 2049 bits", len(signature) == 257 and p.pss_verify(key.n, b"message", signature))
    check("PSS, other message", not p.pss_verify(key.n, b"massage", signature))
    check("ML-KEM implicit rejection",
          p.ml_kem_decapsulate(bytes(64), bytes(1088)) == hashlib.shake_256(bytes(32 + 1088)).digest(32))
    public = p.ml_kem_public(bytes(64))
    check("FIPS 203 7.2", p.ml_kem_public_ok(public) and not p.ml_kem_public_ok(public[:-1]))
    check("FIPS 203 7.2, a coefficient of 3328", p.ml_kem_public_ok(h("000d") + public[2:]))
    check("FIPS 203 7.2, a coefficient of 3329", not p.ml_kem_public_ok(h("010d") + public[2:]))


def xwing(path):
    for i, v in enumerate(json.loads(path.read_text())):
        seed, public = h(v["seed"]), h(v["pk"])
        check(f"X-Wing {i} public", p.xwing_public(seed) == public)
        check(f"X-Wing {i} encapsulate", p.xwing_encapsulate(public, h(v["eseed"])) == (h(v["ss"]), h(v["ct"])))
        check(f"X-Wing {i} decapsulate", p.xwing_decapsulate(seed, h(v["ct"])) == h(v["ss"]))


def wycheproof(folder):
    def tests(name):
        for group in json.loads((folder / name).read_text())["testGroups"]:
            for t in group["tests"]:
                yield group, t, f"{name} {t['tcId']}"

    for _, t, name in tests("hkdf_sha256_test.json"):
        if t["result"] == "valid":
            check(name, p.hkdf_sha256(h(t["salt"]), h(t["ikm"]), h(t["info"]), t["size"]) == h(t["okm"]))
    for g, t, name in tests("hmac_sha256_test.json"):
        tag = p.hmac_sha256(h(t["key"]), h(t["msg"]))[:g["tagSize"] // 8]
        check(name, (tag == h(t["tag"])) == (t["result"] == "valid"))
    for _, t, name in tests("x25519_test.json"):
        check(name, p.x25519(h(t["private"]), h(t["public"])) == h(t["shared"]))
    for g, t, name in tests("rsa_pss_3072_sha256_mgf1_32_test.json"):
        n = int(g["publicKey"]["modulus"], 16)
        check(name, p.pss_verify(n, h(t["msg"]), h(t["sig"])) == (t["result"] == "valid"))
    for _, t, name in tests("mlkem_768_test.json"):
        if "seed" in t:
            ok = len(h(t["seed"])) == 64 and len(h(t["c"])) == p.ML_KEM_CIPHERTEXT and (
                p.ml_kem_public(h(t["seed"])).hex() == t.get("ek", "") and
                p.ml_kem_decapsulate(h(t["seed"]), h(t["c"])) == h(t["K"]))
        else:
            ok = p.ml_kem_public_ok(h(t["ek"]))
        check(name, ok == (t["result"] == "valid"))


def main():
    standards()
    vectors = next((f / "shared" / "vectors" for f in Path(__file__).resolve().parents
                    if (f / "shared" / "vectors").is_dir()), None)
    if vectors is None:
        print("no shared/vectors: X-Wing's and Wycheproof's vectors skipped")
    else:
        xwing(vectors / "xwing-test-vectors.json")
        wycheproof(vectors / "wycheproof")
    for name in failures:
        print("wrong:", name)
    print(f"{count - len(failures)} of {count} checks hold")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
