#!/usr/bin/env python3
"""Checks a proof that a release holds a record, or does not. Standard library only; shares nothing with Assay.

    _release_proof.py PROOF ROOT     exit 0 when it holds under ROOT, else 1 with what does not

Written from docs/formats/release.md. It trusts ROOT, and so checks no signature.
"""
import hashlib
import json
import sys

MEMBERS = {"member": {"leaf"}, "absent": {"left", "right"}}
COMMON = {"schema", "kind", "key", "statement", "signature"}


class Refused(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Refused(what)


def strict(pairs):
    need(len(dict(pairs)) == len(pairs), "a name twice")
    return dict(pairs)


def parse(text):
    return json.loads(text, object_pairs_hook=strict)


def digest(text):
    need(isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef"), "no SHA-256")
    return bytes.fromhex(text)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def climb(leaf, index, size, path):
    """The root that a leaf implies: RFC 9162, section 2.1.3.2."""
    need(index < size, "a leaf behind the last one")
    at, last, node = index, size - 1, leaf
    for sibling in path:
        need(last > 0, "the path is too long")
        if at & 1 or at == last:
            node = sha256(b"\x01", sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = sha256(b"\x01", node, sibling)
        at, last = at >> 1, last >> 1
    need(last == 0, "the path is too short")
    return node


def check_leaf(leaf, statement):
    """(place, index, key) of a leaf whose path leads to the root."""
    need(isinstance(leaf, dict) and set(leaf) == {"row", "index", "path"}, "not a leaf")
    need(type(leaf["index"]) is int and leaf["index"] >= 0, "no index")
    row = leaf["row"].encode()
    path = [digest(sibling) for sibling in leaf["path"]]
    root = climb(sha256(b"\x00", row), leaf["index"], statement["count"], path)
    need(root == digest(statement["root"]), "the path does not lead to the root")
    key = parse(row)["key"]
    return sha256(digest(statement["salt"]), key.encode()), leaf["index"], key


def check(text, root):
    proof = parse(text)
    need(proof.get("schema") == "assay.release.proof/1" and proof.get("kind") in MEMBERS, "no proof")
    need(set(proof) == COMMON | MEMBERS[proof["kind"]], "other members than a proof has")
    statement = parse(proof["statement"])
    need(statement["root"] == root, "another root")
    signed = proof["signature"].split("\n")
    need(signed[:2] == ["assay.release/1", "sha256:" + sha256(proof["statement"].encode()).hex()],
         "the signature is over another statement")
    if proof["kind"] == "member":
        need(check_leaf(proof["leaf"], statement)[2] == proof["key"], "the row of another record")
        return
    place = sha256(digest(statement["salt"]), proof["key"].encode())
    before, end = 0, statement["count"]
    if proof["left"] is not None:
        left, index, _ = check_leaf(proof["left"], statement)
        need(left < place, "the left neighbour is not to the left")
        before = index + 1
    if proof["right"] is not None:
        right, end, _ = check_leaf(proof["right"], statement)
        need(place < right, "the right neighbour is not to the right")
    need(before == end, "no neighbours")


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            check(file.read(), sys.argv[2])
    except (Refused, ValueError, KeyError, TypeError, AttributeError) as problem:
        print(f"refused: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
