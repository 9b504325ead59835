#!/usr/bin/env python3
"""An audit of detections says what a matcher and scipy say of the same boxes, whatever the tables' format.

    fairness_detection.py [--fast]

Random scenes: crowds, ties of scores and of overlaps, several classes, pictures without boxes, detections of classes that were not
asked for, missing groups. The matcher here is written from the definition. Counts must be equal, statistics within 1e-9.
"""
import argparse
import csv
import itertools
import json
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import stats

import _assay
from _intervals import near, p_value, wilson

EDGES = ["xmin", "ymin", "xmax", "ymax"]
BY_BOX, BY_PICTURE = ["skin", "size"], ["night"]
FLAGS = ["--image", "image", "--class", "class", "--box", ",".join(EDGES), "--score", "score", "--ignore", "crowd", "--group", "skin",
         "--group", "size", "--picture-group", "night", "--intersections", "2"]


def box(rng, near_to=None):
    """Edges on a coarse grid, so that overlaps tie and meet thresholds exactly; near another box, or anywhere."""
    x, y, w, h = (near_to[0], near_to[1], near_to[2] - near_to[0], near_to[3] - near_to[1]) if near_to else \
        (*rng.integers(0, 40, 2), *rng.integers(4, 13, 2))
    if near_to:
        x, y, w, h = x + rng.integers(-2, 3), y + rng.integers(-2, 3), max(1, w + rng.integers(-2, 3)), max(1, h + rng.integers(-2, 3))
    return [float(x) / 2, float(y) / 2, float(x + w) / 2, float(y + h) / 2]


def scenes(rng, count):
    """(pictures, truth, detections) as rows."""
    pictures, truth, detections = [], [], []
    for i in range(count):
        name = f"p{i:04}, \"{i % 3}\".png"
        pictures.append({"image": name, "night": [None, "0", "1"][rng.choice(3, p=[.05, .6, .35])], "video": f"v{i // 4}"})
        mine = []
        for _ in range(rng.integers(0, 7)):
            mine.append({"image": name, **dict(zip(EDGES, box(rng))), "class": ["person", "face"][rng.integers(2)], "crowd": int(rng.random() < .1),
                         "skin": ["dark", "light", None][rng.choice(3, p=[.4, .55, .05])], "size": ["s", "m", "l"][rng.integers(3)]})
        for one in mine:
            for _ in range(rng.choice(3, p=[.2, .6, .2])):
                detections.append({"image": name, **dict(zip(EDGES, box(rng, [one[edge] * 2 for edge in EDGES]))), "class": one["class"]})
        for _ in range(rng.integers(0, 3)):
            detections.append({"image": name, **dict(zip(EDGES, box(rng))), "class": ["person", "face", "dog"][rng.integers(3)]})
        truth += mine
    for one in detections:
        one["score"] = float(rng.integers(0, 11)) / 10
    rng.shuffle(detections)
    return pictures, truth, detections


def area(a):
    return max(Fraction(0), Fraction(a[2]) - Fraction(a[0])) * max(Fraction(0), Fraction(a[3]) - Fraction(a[1]))


def overlap(a, b):
    x, y = sorted([a[0], b[0]])[1], sorted([a[1], b[1]])[1]
    right, bottom = sorted([a[2], b[2]])[0], sorted([a[3], b[3]])[0]
    return area([x, y, right, bottom]) if right > x and bottom > y else Fraction(0)


def match(truth, detections, iou, min_score):
    """Rows of truth found (by place), and false positives by picture; in exact fractions."""
    known, iou = {one["class"] for one in truth}, Fraction(iou)
    found, wrong, ignored = set(), {}, 0
    rest = [one for one in detections if one["score"] >= min_score and one["class"] in known]
    for one in sorted(rest, key=lambda one: -one["score"]):  # a stable sort: ties stay as they came
        here = [one[edge] for edge in EDGES]
        choices = []
        for place, other in enumerate(truth):
            if (other["image"], other["class"]) != (one["image"], one["class"]) or other["crowd"] or place in found:
                continue
            there = [other[edge] for edge in EDGES]
            both = overlap(here, there)
            share = both / (area(here) + area(there) - both)
            if share >= iou:
                choices.append((-share, place))
        if choices:
            found.add(min(choices)[1])
        elif any((other["image"], other["class"]) == (one["image"], one["class"]) and other["crowd"] and
                 overlap(here, [other[edge] for edge in EDGES]) >= iou * area(here) for other in truth):
            ignored += 1
        else:
            wrong[one["image"]] = wrong.get(one["image"], 0) + 1
    return found, wrong, ignored


def write(rows, folder, name, kind):
    file = folder / f"{name}.{kind}"
    if kind == "csv":
        with file.open("w", newline="") as out:
            writer = csv.DictWriter(out, rows[0])
            writer.writeheader()
            writer.writerows([{key: "" if value is None else value for key, value in row.items()} for row in rows])
    elif kind == "jsonl":
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        pq.write_table(pa.table({key: [row[key] for row in rows] for key in rows[0]}), file, row_group_size=max(1, len(rows) // 3))
    return file


def poisson(a, b):
    """(p, low, high) of the ratio of two rates, each (events, exposure)."""
    events, share = a[0] + b[0], a[1] / (a[1] + b[1])
    if not events:
        return 1.0, None, None
    test = stats.binomtest(a[0], events, share)
    ends = [p / (1 - p) * b[1] / a[1] if p < 1 else "Infinity" for p in test.proportion_ci(0.95, method="exact")]
    return test.pvalue, *ends


def garwood(k, n):
    return stats.chi2.ppf(0.025, 2 * k) / 2 / n if k else 0, stats.chi2.ppf(0.975, 2 * k + 2) / 2 / n


def text(value):
    return "unknown" if value is None else value


def counts_of(items, by):
    """{group: (k, n)} of (values, k, n), every combination of values being there."""
    values = [sorted({text(item[0][key]) for item in items}) for key in by]
    counts = {group: [0, 0] for group in itertools.product(*values)}
    for row, k, n in items:
        sums = counts[tuple(text(row[key]) for key in by)]
        sums[0] += k
        sums[1] += n
    return counts


def compare_grouping(checks, grouping, items, iou, where):
    """Gives (p, q) of the family."""
    counts = counts_of(items, grouping["by"])
    checks.equal([tuple(group["group"]) for group in grouping["groups"]], list(counts), f"{where}: groups")
    reference, tests, wrong = counts[tuple(grouping["reference"]["group"])], [], []
    metric = "fp_per_picture" if grouping["unit"] == "picture" else "recall"
    for group in grouping["groups"]:
        said = next(one for one in group["metrics"] if (one["metric"], one["iou"]) == (metric, iou))
        k, n = counts[tuple(group["group"])]
        good = (said["k"], said["n"]) == (k, n) and near(said["value"], k / n if n else None)
        if n:
            low, high = garwood(k, n) if metric == "fp_per_picture" else wilson(k, n)
            good &= near(said["low"], low) and near(said["high"], high)
        if counts[tuple(group["group"])] is not reference:
            if n and reference[1] and metric == "recall":
                name, p = p_value((k, n), reference)
                good &= said["test"] == name and near(said["p"], p)
            elif n and reference[1]:
                p, low, high = poisson((k, n), reference)
                good &= said["test"] == "poisson" and near(said["p"], p) and near(said["ratio_low"], low) and near(said["ratio_high"], high)
            tests.append((said["p"], said["q"]))
            least = min(n, reference[1])
            good &= said["state"] == ("undefined" if not least else "insufficient" if least < 30 else "ok")
        if not good:
            wrong.append((group["group"], said, k, n))
    checks.equal(wrong, [], f"{where}: numbers of {grouping['by']}")
    return tests


def compare(checks, document, pictures, truth, detections, where):
    tests = []
    of_picture = {one["image"]: one for one in pictures}
    for iou, overall in zip(document["ious"], document["overall"]):
        found, wrong, ignored = match(truth, detections, iou, document["min_score"] or 0)
        asked = sum(not one["crowd"] for one in truth)
        checks.equal([overall["recall"]["k"], overall["recall"]["n"], overall["false_positives"], overall["ignored_detections"]],
                     [len(found), asked, sum(wrong.values()), ignored], f"{where}: all boxes at IoU {iou}")
        for one in overall["classes"]:
            places = [i for i, row in enumerate(truth) if row["class"] == one["class"] and not row["crowd"]]
            checks.equal((one["recall"]["k"], one["recall"]["n"]), (len(found.intersection(places)), len(places)), f"{where}: {one['class']}")
        boxes = [({**row, **of_picture[row["image"]]}, int(i in found), int(not row["crowd"])) for i, row in enumerate(truth)]
        boxes += [({**truth[0], **row}, 0, 0) for row in pictures]  # groups of pictures without a box
        shown = [(row, wrong.get(row["image"], 0), 1) for row in pictures]
        for grouping in document["groupings"]:
            items = shown if grouping["unit"] == "picture" else boxes
            tests += compare_grouping(checks, grouping, items, iou, f"{where}, IoU {iou}")
    checks.equal(document["family"]["tests"], len(tests), f"{where}: size of the family")
    q = stats.false_discovery_control([1 if p is None else p for p, _ in tests])
    checks.that(all(near(said, float(mine)) for (_, said), mine in zip(tests, q)), f"{where}: q over the whole family")


def drawn_by_video(checks, document, pictures, truth, detections):
    """Intervals of the program against draws of videos here, with other random numbers."""
    found, _, _ = match(truth, detections, 0.5, 0)
    video = {one["image"]: one["video"] for one in pictures}
    names = sorted(set(video.values()))
    cells = np.zeros((len(names), 2, 2))
    for i, row in enumerate(truth):
        if not row["crowd"] and row["skin"]:
            cells[names.index(video[row["image"]]), int(row["skin"] == "light")] += (i in found, 1)
    draws = np.random.default_rng(1).integers(0, len(names), (4000, len(names)))
    sums = cells[draws].sum(axis=1)
    rates = sums[:, :, 0] / sums[:, :, 1]
    low, high = np.percentile(rates[:, 0] - rates[:, 1], [2.5, 97.5])
    dark = next(group for group in document["groupings"][0]["groups"] if group["group"] == ["dark"])
    said = next(one for one in dark["metrics"] if one["metric"] == "recall")["bootstrap_difference"]
    checks.that(abs(said["low"] - low) < 0.02 and abs(said["high"] - high) < 0.02,
                f"draws of videos agree: [{said['low']}, {said['high']}] and [{low}, {high}]")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast", action="store_true")
    fast = parser.parse_args().fast
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed, count in enumerate([1, 12, 150] if fast else [1, 5, 12, 40, 150, 400]):
            rng = np.random.default_rng(20260115 + seed)
            pictures, truth, detections = scenes(rng, count)
            while len({text(one["night"]) for one in pictures}) < 2 or len({text(one["skin"]) for one in truth}) < 2 or \
                    len({one["size"] for one in truth}) < 2 or all(one["crowd"] for one in truth):
                pictures, truth, detections = scenes(rng, count + 2)
            flags = [*FLAGS, "--iou", "0.5", "--iou", "0.75", "--reference", "skin=light", *(["--min-score", "0.2"] if seed % 2 else [])]
            said = []
            for kind in ("csv", "jsonl", "parquet"):
                tables = [write(rows, folder, table, kind) for rows, table in
                          ((truth, "truth"), (detections, "detections"), (pictures, "pictures"))]
                code, stdout, stderr = _assay.run("fairness", "detection", *tables[:2], "--pictures", tables[2], *flags, "--json")
                if checks.that(code == 0, f"{count} pictures as {kind}: {stderr}"):
                    said.append({key: value for key, value in json.loads(stdout).items() if key not in ("truth", "detections", "pictures")})
            if said:
                compare(checks, said[0], pictures, truth, detections, f"{count} pictures")
                checks.that(all(one == said[0] for one in said), f"{count} pictures: every format says the same")
        tables = [write(rows, folder, table, "csv") for rows, table in ((truth, "truth"), (detections, "detections"), (pictures, "pictures"))]
        draw = ["fairness", "detection", *tables[:2], "--pictures", tables[2], *FLAGS, "--cluster", "video", "--reference", "skin=light",
                "--bootstrap", "2000", "--json"]
        code, stdout, stderr = _assay.run(*draw)
        if checks.that(code == 0, f"a bootstrap: {stderr}"):
            drawn_by_video(checks, json.loads(stdout), pictures, truth, detections)
            checks.equal(_assay.run(*draw)[1], stdout, "the same seed gives the same bytes")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
