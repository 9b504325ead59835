#!/usr/bin/env python3
"""A fairness report is sound HTML, says only what its documents say, and is accessible in a real browser.

    fairness_report.py [--fast] [--screenshot FILE]

Every number of a document stands in a <data> element: its value must be in a document, its text a rounding of it. Numbers
outside are counts of rows of a document, made here a second time. Names of columns and groups are hostile in one page.
"""
import argparse
import csv
import json
import random
import re
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import _assay

HERE = Path(__file__).resolve().parent
SECTIONS = "What was audited,Findings,What cannot be said,Drawings,Tables,Methods,Provenance"
VOID = {"meta", "img", "br"}
HOSTILE = ["<script>window.planted=1</script>", "\"'><img src=x onerror=planted=1>", "a\u202egpj", "n" * 900, "&lt;b&gt;", "]]>--><b>"]
GATE = """
fairness:
  on_insufficient: collect
  model: {label: qualified, prediction: invited}
  family: {attributes: [sex], metrics: [tpr, selection_rate], references: {sex: men}}
  gates:
    - {id: recall, metric: tpr, by: sex, max_difference: 0.05, basis: house rule}
    - {id: impact, metric: selection_rate, by: sex, min_ratio: 0.8, basis: 29 CFR 1607.4(D)}
"""


class Page(HTMLParser):
    """What is open where; problems of form; numbers with and without a source."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.stack, self.problems, self.ids, self.headings = [], [], [], []
        self.data, self.loose, self.drawings, self.tables = [], [], [], []
        self.feed(text)
        self.close()
        self.problems += [f"<{tag}> stays open" for tag, _ in self.stack]

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if len(values) != len(attributes):
            self.problems.append(f"<{tag}> has an attribute twice")
        self.ids += [values["id"]] if "id" in values else []
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "svg" and "aria-hidden" not in values:
            self.drawings.append({"role": values.get("role"), "name": values.get("aria-label")})
        if tag in ("title", "desc") and self.drawings and self.inside("svg"):
            self.drawings[-1][tag] = True
        if tag == "table":
            self.tables.append(set())
        if tag == "caption":
            self.tables[-1].add("caption")
        if tag == "th" and values.get("scope") not in ("row", "col"):
            self.problems.append("a <th> without scope")
        if tag not in VOID:
            self.stack.append((tag, values))

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1][0] != tag:
            self.problems.append(f"</{tag}> closes {self.stack[-1:]}")
        else:
            self.stack.pop()

    def inside(self, *tags):
        return any(tag in tags for tag, _ in self.stack)

    def handle_data(self, text):
        if self.inside("data"):
            self.data.append((float(self.stack[-1][1]["value"]), text))
        elif not self.inside("bdi", "code", "svg", "style", "title", "caption") and not any(
                values.get("id") in ("methods", "provenance") for _, values in self.stack):
            self.loose += [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)]


def numbers(json_value):
    if isinstance(json_value, dict):
        json_value = list(json_value.values())
    if isinstance(json_value, list):
        return {n for value in json_value for n in numbers(value)}
    return {float(json_value)} if isinstance(json_value, (int, float)) and not isinstance(json_value, bool) else set()


def is_rounding(value, text):
    shown = text.replace("\u2212", "-").replace(",", "").replace("+", "").removesuffix(" %")
    percent = text.endswith(" %")
    if shown.startswith("<"):
        return 0 <= value < float(shown[1:]) / (100 if percent else 1)
    if shown.startswith(">"):
        return float(shown[1:]) / 100 < value < 1
    number = float(shown)
    digits = len(shown.partition(".")[2]) if "e" not in shown else 0
    near = 0.5 * 10.0 ** -digits + 1e-9
    two = abs(float(f"{value:.3g}") - number) <= 1e-12 or abs(float(f"{value:.2g}") - number) <= 1e-12
    return two or any(abs(abs(value) * factor - abs(number)) <= near for factor in ((100,) if percent else (1, 100)))


def sound(checks, text, documents, where, loose=None):
    page = Page(text)
    checks.equal(page.problems, [], f"{where}: tags open and close")
    checks.equal(len(page.ids), len(set(page.ids)), f"{where}: ids are unique")
    steps = [b - a for a, b in zip([0, *page.headings], page.headings)]
    checks.that(max(steps) <= 1, f"{where}: no heading is skipped")
    checks.that(page.drawings and all(d["role"] == "img" and d["name"] and d.get("title") and d.get("desc") for d in page.drawings),
                f"{where}: every drawing has its texts")
    checks.that(all("caption" in table for table in page.tables), f"{where}: every table has a caption")
    known = set().union(*(numbers(document) for document in documents))
    checks.equal([d for d in page.data if d[0] not in known], [], f"{where}: numbers stand in the documents")
    checks.equal([d for d in page.data if not is_rounding(*d)], [], f"{where}: numbers are rounded, no more")
    checks.that(len(page.data) > 50, f"{where}: there are numbers")
    if loose is not None:
        checks.that(set(page.loose) <= loose, f"{where}: counts that nobody counted: {set(page.loose) - loose}")
    checks.that("http:" not in text.replace("http://www.w3.org", "") and "<script" not in text, f"{where}: loads and runs nothing")


def counted(model):
    """How many comparisons of the family differ, do not, are insufficient, undefined; and all."""
    found = {"differ": 0, "ok": 0, "insufficient": 0, "undefined": 0}
    for grouping in model["groupings"]:
        for group in grouping["groups"]:
            for one in group["metrics"]:
                if one["metric"] not in model["family"]["metrics"] or one["state"] == "reference":
                    continue
                differs = one["state"] == "ok" and one["q"] is not None and one["q"] <= 1 - model["confidence"]
                found["differ" if differs else one["state"]] += 1
    unclear = found["insufficient"] + found["undefined"]
    return set(found.values()) | {unclear, unclear + found["ok"] + found["differ"]}


def table(file, groups, seed=1):
    random.seed(seed)
    with file.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["sex", "age", "qualified", "invited"])
        for group, n, rate in groups:
            rows.writerows([group, random.choice(["under 30", "30-59", "60+"]), int(random.random() < .5), int(random.random() < rate)]
                           for _ in range(n))


def write(file, head, rows):
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([head, *rows])


def look(checks, page, where, screenshot=None):
    flags = ["--screenshot", screenshot, "--full-page"] if screenshot else []
    done = subprocess.run(["node", "report_axe.mjs", str(page), "--sections", SECTIONS, *flags], cwd=HERE, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=300)
    found = re.search(r"^(\d+) passed, (\d+) failed", done.stdout, re.MULTILINE)
    if checks.that(done.returncode == 0 and found, f"{where}:\n{done.stdout[-4000:]}"):
        checks.passed += int(found.group(1))


def documents_of(checks, work, flags=(), depth="2"):
    """The three documents of one table."""
    (work / "gates.yaml").write_text(GATE)
    (work / "people.csv").write_text("attribute,value,share\nage,under 30,.4\nage,30-59,.4\nage,60+,.2\n")
    hiring = work / "hiring.csv"
    model = _assay.run("fairness", "model", hiring, "--label", "qualified", "--prediction", "invited", "--group", "sex", "--group", "age",
                       "--intersections", depth, "--out", work / "model", *flags)
    dataset = _assay.run("fairness", "dataset", hiring, "--attribute", "sex", "--attribute", "age", "--intersections", depth, "--label",
                         "invited", "--population", work / "people.csv", "--out", work / "dataset")
    checks.equal((model[0], dataset[0]), (0, 0), "the audits are made")
    files = [work / "model" / "fairness.json", work / "dataset" / "dataset.json"]
    gate = _assay.run("fairness", "gate", work / "gates.yaml", hiring, "--date", _assay.DATE, "--json")
    if gate[0] in (0, 1):
        (work / "gate.json").write_text(gate[1])
        files.insert(0, work / "gate.json")
    return files


def other_documents(checks, work, names, reference):
    """Scores, worst slices, predicted numbers, a ranking, a data set and detections of groups called `names`."""
    random.seed(2)
    people = [(name, int(random.random() < .4)) for name in names for _ in range(300 if len(names) < 4 else 60)]
    random.shuffle(people)
    rows = [[group, label, round(min(1, max(0, random.gauss(.3 + .2 * label + .1 * (group == names[0]), .2))), 3), i % 40]
            for i, (group, label) in enumerate(people)]
    write(work / "scores.csv", ["sex", "label", "score", "query"], rows)
    boxes = [[f"p{i // 2}", group, 20 * (i % 2), 0, 20 * (i % 2) + 9, 9] for i, (group, _) in enumerate(people)]
    write(work / "boxes.csv", ["image", "skin", "a", "b", "c", "d"], boxes)
    found = [[image, a, b, c, d - random.choice([0, 3]), .9] for image, _, a, b, c, d in boxes if random.random() < .8]
    write(work / "found.csv", ["image", "a", "b", "c", "d", "score"], found + [[f"p{i}", 60, 60, 69, 69, .4] for i in range(40)])
    score = ["--label", "label", "--score", "score", "--group", "sex"]
    runs = [("scores/fairness.json", ["model", "scores.csv", *score, "--metric", "auc", "--metric", "tpr", "--reference", f"sex={reference}"]),
            ("drawn/fairness.json", ["model", "scores.csv", *score, "--bootstrap", "100", "--seed", "1", "--cluster", "query"]),
            ("slices/slices.json", ["slices", "scores.csv", *score, "--metric", "accuracy"]),
            ("numbers/regression.json", ["regression", "scores.csv", "--label", "label", "--prediction", "score", "--group", "sex"]),
            ("ranking/ranking.json", ["ranking", "scores.csv", "--query", "query", "--score", "score", "--group", "sex", "--top", "3",
                                      "--relevance", "label", "--bootstrap", "100", "--seed", "1"]),
            ("dataset/dataset.json", ["dataset", "scores.csv", "--attribute", "sex", "--rate", "label", "--measure", "score"]),
            ("boxes/detection.json", ["detection", "boxes.csv", str(work / "found.csv"), "--image", "image", "--box", "a,b,c,d", "--score",
                                      "score", "--group", "skin", "--iou", "0.5", "--iou", "0.75"])]
    for file, (command, table_name, *flags) in runs:
        code, _, stderr = _assay.run("fairness", command, work / table_name, *flags, "--out", work / Path(file).parent)
        checks.equal(code, 0, f"{command} is made: {stderr}")
    return [work / file for file, _ in runs]


def report(checks, files, out):
    code, _, stderr = _assay.run("fairness", "report", *files, "--out", out)
    checks.equal(code, 0, f"a report is made: {stderr}")
    return out.read_text()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--screenshot")
    args = parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="fairness.") as name:
        work = Path(name)
        table(work / "hiring.csv", [("men", 400, .6), ("women", 400, .4), ("few", 12, .5)])
        files = documents_of(checks, work, ["--reference", "sex=men", "--reference", "age=under 30"])
        read = [json.loads(file.read_text()) for file in files]
        text = report(checks, files, work / "page.html")
        checks.equal(len(files), 3, "the gate is among them")
        checks.equal(text, report(checks, files, work / "again.html"), "equal documents give equal bytes")
        sound(checks, text, read, "three documents")
        checks.that(all(f"Drawing: age of {sex}" in text for sex in ("men", "women", "few")), "ages have a histogram by sex")
        checks.that("tolerated" in text.split("</style>")[1], "the gate's limit is drawn")
        # The model alone: every number outside <data> is a count that is made here again.
        alone = report(checks, files[1:2], work / "alone.html")
        sound(checks, alone, read[1:2], "predictions", counted(read[1]) | {0})
        look(checks, work / "page.html", "three documents", args.screenshot and str(Path(args.screenshot).resolve()))
        files = other_documents(checks, work, ["men", "women"], "men")
        read = [json.loads(file.read_text()) for file in files]
        parts = report(checks, files, work / "parts.html")
        sound(checks, parts, read, "other documents")
        curves = {f"Reliability of {name} by sex" for name in ("men", "women")}
        checks.that(all(f"Drawing: {curve}" in parts for curve in curves), "every group has a curve")
        look(checks, work / "parts.html", "other documents")
        hostile = report(checks, other_documents(checks, work, HOSTILE, HOSTILE[0]), work / "hostile-parts.html")
        checks.that("<script" not in hostile and "onerror=planted=1>" not in hostile and "\u202e" not in hostile, "names of parts stay text")
        look(checks, work / "hostile-parts.html", "hostile names of parts")
        table(work / "hiring.csv", [(text, 60, .5) for text in HOSTILE] + [("men", 50, .5)])
        hostile = report(checks, documents_of(checks, work), work / "hostile.html")
        checks.that("<script" not in hostile and "onerror=planted=1>" not in hostile and "\u202e" not in hostile, "names stay text")
        look(checks, work / "hostile.html", "hostile names")
        table(work / "hiring.csv", [(f"group {i}", 2, .5) for i in range(10000)])
        files = documents_of(checks, work, depth="1")
        many = report(checks, files, work / "many.html")
        checks.that(len(many) < 8 << 20, f"10,000 groups give {len(many)} bytes")
        checks.that("rows are left out here" in many, "it says what it leaves out")
        code, _, stderr = _assay.run("fairness", "report", work / "hiring.csv", "--out", work / "none.html")
        checks.that(code == 2 and "A0163" in stderr and not (work / "none.html").exists(), "a table is no document")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
