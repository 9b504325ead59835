#!/usr/bin/env python3
"""Audits made corpora and compares records.parquet with what is known of every file.

    corpus_truth.py [--fast] [--corpus DIR]...    default: 300 files of seed 1 (and 2 without --fast)

Fails when a file whose own marks forbid the use is allowed, when fewer than 99 % of records are
right in everything, or when near copies are found worse than imagehash finds them (recall without
mirrored copies 0.97, precision 0.91). Every mistake is listed.
"""
import collections
import itertools
import tempfile
from pathlib import Path

import _assay

MEDIA = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif",
         "TIFF": "image/tiff", "BMP": "image/bmp", "HEIF": "image/heic", "AVIF": "image/avif",
         "JXL": "image/jxl"}
SAME_TYPE = {"image/heif": "image/heic", "image/apng": "image/png", "image/x-ms-bmp": "image/bmp"}
DAMAGED = {"truncated", "corrupt"}
OUTCOMES = {  # by fault; a file without one is ok
    "zero_bytes": {"empty"}, "html_as_jpeg": {"not_media"}, "random_bytes": {"not_media"},
    "header_only": DAMAGED, "truncated_30": DAMAGED, "truncated_60": DAMAGED, "truncated_95": DAMAGED,
    # Flipped bits may leave a picture that no reader can tell from a whole one.
    "bitflips": DAMAGED | {"ok", "repaired", "unsupported", "not_media"},
    "bomb_png": {"bomb"}, "bomb_gif": {"bomb"}, "extreme_aspect": {"bomb"},
    "trailing_zip": {"ok", "repaired"},
}
OPT_OUTS = {"plus_no_training": "DMI-PROHIBITED-AIMLTRAINING", "plus_no_mining": "DMI-PROHIBITED"}
DENIED = {"cc_by_nc", "cc_by_nd", "all_rights_reserved", "c2pa_no_training_unbound", *OPT_OUTS}
NEAR_RECALL, NEAR_PRECISION, RIGHT = 0.97, 0.91, 0.99


def forbids(row):
    return row["rights"]["state"] in DENIED


def expected_verdict(row, outcome):
    if outcome not in ("ok", "repaired"):
        return "dead"
    state, rights = row["rights"]["state"], row["rights"]
    if forbids(row):
        return "deny"
    if state in ("cc_by", "cc_by_sa", "cc0") or state == "plus_allowed" and rights.get("spdx"):
        return "allow"
    return "review"


def mistakes_in_file(row, record):
    """What kind of file it is: outcome, format, size, frames."""
    fault, stored = row.get("fault"), row["file"]
    wanted = OUTCOMES.get(fault, {"ok"})
    if record["outcome"] not in wanted:
        yield f"outcome {record['outcome']}, expected {'/'.join(sorted(wanted))}"
    if record["outcome"] in ("ok", "repaired") and stored.get("format"):
        media = SAME_TYPE.get(record["media_type"], record["media_type"])
        if media != MEDIA[stored["format"]]:
            yield f"media type {record['media_type']}, expected {MEDIA[stored['format']]}"
        for name, column in (("width", "width_px"), ("height", "height_px"), ("frames", "frames")):
            if record[column] != stored[name]:
                yield f"{name} {record[column]}, expected {stored[name]}"


def mistakes_in_rights(row, record):
    """What its marks say: licence, opt-outs, contradiction."""
    rights, state = row["rights"], row["rights"]["state"]
    concluded = record["licence_concluded"]
    if record["has_contradiction"] != (state == "conflicting"):
        yield f"contradiction {record['has_contradiction']} in state {state}"
    if state == "all_rights_reserved":
        if concluded != "all-rights-reserved":
            yield f"licence {concluded}, expected all-rights-reserved"
    elif state != "conflicting" and concluded != rights.get("spdx"):
        yield f"licence {concluded}, expected {rights.get('spdx')}"
    if rights.get("xmp_licence") and rights["spdx"] not in (record["licence_declared"] or "").split("; "):
        yield f"declared {record['licence_declared']}, expected {rights['spdx']}"
    signals = [signal.partition(": ") for signal in record["signals"]]
    if mark := rights.get("plus_data_mining"):
        if not any(protocol == "plus" and value.endswith(mark) for protocol, _, value in signals):
            yield f"PLUS mark {mark} was not seen: {record['signals']}"
    if (state == "c2pa_no_training_unbound") != any(protocol == "c2pa" for protocol, _, _ in signals):
        yield f"C2PA signal in state {state}: {record['signals']}"


def mistakes_in_privacy(row, record):
    for name in ("gps", "serial", "owner", "thumbnail"):
        expected = bool(row["privacy"][name])
        if record[f"has_{name}"] != expected:
            yield f"has_{name} {record[f'has_{name}']}, expected {expected}"


def mistakes_in_copies(rows, records):
    """Exact copies: records of equal bytes lead to one, the smallest key, and to no other."""
    groups = collections.defaultdict(list)
    for key, row in rows.items():
        if records[key]["outcome"] in ("ok", "repaired"):
            groups[row["sha256"]].append(key)
    for keys in groups.values():
        leads = {records[key]["duplicate_of"] or key for key in keys}
        if len(leads) != 1:
            for key in keys:
                yield key, f"equal bytes lead to different records: {sorted(leads)}"
        photos = {rows[lead]["photo"] for lead in leads}
        if len(leads) == 1 and photos != {rows[keys[0]]["photo"]}:
            yield keys[0], f"copy of another photo: {leads}"


def near_scores(rows, records):
    """(recall without mirrored, recall of mirrored, precision, false pairs)."""
    root = {key: row for key, row in rows.items() if records[key]["outcome"] in ("ok", "repaired")}
    by_path = {row["path"]: key for key, row in rows.items()}
    cluster = {key: records[key]["near_cluster"] for key in root}

    def together(a, b):
        return cluster[a] is not None and cluster[a] == cluster[b]

    found = {False: [], True: []}
    related = {}
    for key, row in root.items():
        source = by_path.get(row.get("dup_of"))
        related[key] = source or key
        if row["role"] == "near_dup" and source in root and "flat" not in row["quality"]:
            found[row["near"] == "flip"].append(together(key, source))
    right = wrong = 0
    false_pairs = []
    members = collections.defaultdict(list)
    for key, name in cluster.items():
        if name is not None:
            members[name].append(key)
    for keys in members.values():
        for a, b in itertools.combinations(sorted(keys), 2):
            if rows[a]["sha256"] == rows[b]["sha256"]:
                continue
            if related[a] == related[b]:
                right += 1
            elif rows[a]["photo"] != rows[b]["photo"] and "flat" not in rows[a]["quality"] + rows[b]["quality"]:
                wrong += 1
                false_pairs.append((a, b))
    share = lambda hits: sum(hits) / len(hits) if hits else 1.0
    precision = right / (right + wrong) if right + wrong else 1.0
    return share(found[False]), share(found[True]), precision, false_pairs


def compare(folder, checks):
    rows = _assay.truth(folder)
    with tempfile.TemporaryDirectory(prefix="truth.") as name:
        out = Path(name)
        document = _assay.audit(folder / "files", out)
        records = {record["key"]: record for record in _assay.parquet(out / "records.parquet")}
    _assay.accounting_is_exact(checks, document, folder.name)
    if not checks.equal(sorted(records), sorted(rows), f"{folder.name}: one record a file"):
        return
    wrong = collections.defaultdict(list)
    for key, row in sorted(rows.items()):
        record = records[key]
        wrong[key] += mistakes_in_file(row, record)
        if record["outcome"] in ("ok", "repaired") and row.get("fault") != "bitflips":
            wrong[key] += mistakes_in_rights(row, record)
            wrong[key] += mistakes_in_privacy(row, record)
            if record["verdict"] != expected_verdict(row, record["outcome"]):
                wrong[key].append(f"verdict {record['verdict']}, expected "
                                  f"{expected_verdict(row, record['outcome'])}: {record['reasons']}")
    for key, mistake in mistakes_in_copies(rows, records):
        wrong[key].append(mistake)
    for key, mistakes in sorted(wrong.items()):
        for mistake in mistakes:
            print(f"{folder.name}: {key} ({rows[key].get('fault') or rows[key]['rights']['state']}): {mistake}")
    right = sum(not wrong[key] for key in rows) / len(rows)
    allowed = [key for key, row in rows.items() if forbids(row) and records[key]["verdict"] == "allow"]
    recall, mirrored, precision, false_pairs = near_scores(rows, records)
    for a, b in false_pairs:
        print(f"{folder.name}: not near copies: {a} and {b}")
    print(f"{folder.name}: {len(rows)} records, {right:.2%} right; near copies: recall {recall:.3f}, "
          f"mirrored {mirrored:.3f}, precision {precision:.3f}")
    checks.equal(allowed, [], f"{folder.name}: nothing that its file forbids is allowed")
    checks.that(right >= RIGHT, f"{folder.name}: at least {RIGHT:.0%} of records are right")
    checks.that(recall >= NEAR_RECALL, f"{folder.name}: near copies, recall at least {NEAR_RECALL}")
    checks.that(precision >= NEAR_PRECISION, f"{folder.name}: near copies, precision at least {NEAR_PRECISION}")


if __name__ == "__main__":
    raise SystemExit(_assay.main_over_corpora(__doc__, compare))
