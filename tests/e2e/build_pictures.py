#!/usr/bin/env python3
"""`assay build`: from a folder with a manifest to a sealed data set that others read.

    build_pictures.py [--fast]
"""
import argparse
import hashlib
import io
import json
import random
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path

import _assay
import _build

RED, BLUE = (220, 20, 30), (20, 40, 200)


def holds_what_it_says(checks, out, document):
    """Each picture lies where the manifest says, is what its row says, and stays with its label, text and boxes."""
    from PIL import Image
    samples = _build.samples(out)
    counts = document["accounting"]
    checks.equal(len(samples), counts["allow"], "every allowed record is in the release, and no other")
    checks.that(len(samples) > 3, f"some are allowed: {len(samples)}")
    index = {row["key"]: row for row in _assay.parquet(out / "data" / "index.parquet")}
    labels = json.loads((out / "data" / "labels.json").read_text())
    checks.equal(set(index), set(samples), "the sink's index has the same keys")
    for key, sample in samples.items():
        with (out / sample["file"]).open("rb") as file:
            file.seek(sample["offset"])
            content = file.read(sample["bytes"])
        row = sample["row"]
        whole = (hashlib.sha256(content).hexdigest() == sample["sha256"] and row["asset"] == "sha256:" + sample["sha256"]
                 and row["parents"] == [key] and row["verdict"] == "allow" and row["split"] in _build.SPLITS
                 and row["labels"][0] in labels and sample["file"].startswith(f"data/{row['split']}-"))
        checks.that(whole, f"{key} is what its row says: {sample}")
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            checks.that(picture.format == "JPEG" and max(picture.size) <= 64 and not picture.getexif() and "icc_profile" not in picture.info,
                        f"{key} is a JPEG of at most 64 pixels without metadata: {picture}")


def others_read_it(checks, out):
    import webdataset
    samples = _build.samples(out)
    shards = [str(file) for file in sorted((out / "data").glob("*.tar"))]
    read = {json.loads(sample["json"])["key"]: sample
            for sample in webdataset.WebDataset(shards, shardshuffle=False, empty_check=False)}
    checks.equal(set(read), set(samples), "webdataset reads every sample")
    for key, sample in read.items():
        said = json.loads(sample["json"])
        checks.that(hashlib.sha256(sample["jpg"]).hexdigest() == samples[key]["sha256"] and said["licence"] == "CC0-1.0"
                    and sample["txt"].decode() == said["caption"] and said["asset"].startswith("sha256:"),
                    f"webdataset reads {key} with its licence, caption and source: {said}")
        for box in said["extra"].get("boxes", []):
            left, top, right, bottom = box["box"]
            checks.that(0 <= left < right <= said["width"] and 0 <= top < bottom <= said["height"], f"{key}: {box} lies inside")


def twins_stay_together(checks, report, out):
    """Near copies never lie in two splits."""
    cluster = {row["key"]: row["near_cluster"] for row in _assay.parquet(report / "records.parquet") if row["near_cluster"]}
    splits = {}
    for key, sample in _build.samples(out).items():
        if key in cluster:
            splits.setdefault(cluster[key], set()).add(sample["row"]["split"])
    checks.equal([c for c, found in splits.items() if len(found) > 1], [], "a cluster of near copies has one split")


def made(workspace):
    """How many pictures a workspace has derived."""
    base = sqlite3.connect(f"file:{workspace / 'catalog.sqlite'}?mode=ro", uri=True)
    return base.execute("select count(*) from derived").fetchone()[0]


def same_root_however(checks, work, files, root):
    """Jobs, places, orders on disk, other shards, what was there before: one root."""
    for jobs in (1, 4):
        out = work / f"jobs-{jobs}"
        plan = _build.write_plan(work / f"jobs-{jobs}.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
        again = _build.build(plan, "--jobs", jobs, "--workspace", work / f"jobs-{jobs}.ws")
        checks.equal(_build.root_of(again), root, f"the root with {jobs} jobs")
    moved = work / "moved" / "files"
    names = [path for path in files.rglob("*") if path.is_file()]
    random.Random(5).shuffle(names)
    for path in names:
        target = moved / path.relative_to(files)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    plan = _build.write_plan(work / "moved" / "plan.yaml", moved, f"webdataset: {work / 'moved' / 'out'}",
                             manifest=work / "all.csv")
    checks.equal(_build.root_of(_build.build(plan)), root, "the root of the same files in another order and place")
    return moved


def only_what_changed_is_made(checks, work, moved):
    """1 % of the files change: the second build makes those, and gives what a build from nothing gives."""
    workspace = work / "moved" / ".assay"
    before = made(workspace)
    taken = sorted(_build.samples(work / "moved" / "out"))
    changed = taken[::max(1, len(taken) // 3)][:3]
    for key in changed:
        (moved / key).write_bytes((moved / key).read_bytes() + b"\n")
    plan = work / "moved" / "plan.yaml"
    second = _build.build(plan)
    checks.equal(made(workspace) - before, len(changed), "only what has changed is transformed")
    checks.equal(second["release"]["statement"]["version"], "1.1.0", "it is the next version")
    checks.equal(second["release"]["replaced"], "1.0.0", "in the place of the first")
    fresh = _build.build(plan, "--workspace", work / "fresh.ws") if not shutil.rmtree(work / "moved" / "out") else None
    checks.equal(_build.root_of(fresh), _build.root_of(second), "the same root as from nothing")
    checks.equal(_build.samples(work / "moved" / "out").keys(), set(taken), "the same keys")


def the_same_again_is_nothing_new(checks, plan, out, first):
    stamp = (out / "release.json").stat().st_mtime_ns
    again = _build.build(plan)
    checks.equal(again["release"]["was_there"], True, "the same build again finds its release")
    checks.equal(again["release"]["digest"], first["release"]["digest"], "it is the same release")
    checks.equal((out / "release.json").stat().st_mtime_ns, stamp, "which was not touched")
    checks.equal(sorted(p.name for p in out.parent.iterdir() if p.name.startswith(f".{out.name}")), [], "nothing is left beside it")


def other_sinks(checks, work, files, first):
    import datasets
    datasets.disable_progress_bars()
    for kind in ("parquet", "folder"):
        out = work / f"as-{kind}"
        plan = _build.write_plan(work / f"{kind}.yaml", files, f"{kind}: {out}", manifest=work / "all.csv")
        document = _build.build(plan, "--workspace", work / "main.ws")
        checks.equal(_build.root_of(document), _build.root_of(first), f"{kind}: the root is that of the shards")
        _build.verifies(checks, out, kind)
        samples = _build.samples(out)
        read = datasets.load_dataset(kind if kind == "parquet" else "imagefolder", cache_dir=str(work / "cache"),
                                     **({"data_files": {split: str(out / "data" / f"{split}-*.parquet") for split in _build.SPLITS
                                                        if list((out / "data").glob(f"{split}-*.parquet"))}} if kind == "parquet"
                                        else {"data_dir": str(out / "data")}))
        checks.equal(sum(len(split) for split in read.values()), len(samples), f"datasets reads all of {kind}")
        file = sorted(path for path in (out / "data").rglob("*") if path.is_file())[0]
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        code, _, _ = _assay.run("release", "verify", out)
        checks.equal(code, 3, f"{kind}: a flipped bit is found")


def boxes_move_with_pixels(checks, work):
    """A red box on blue, stored in all eight EXIF orientations: it is red where the moved box says."""
    import numpy
    import piexif
    from PIL import Image
    files = work / "turned"
    files.mkdir()
    upright = Image.new("RGB", (320, 240), BLUE)
    box = (40, 60, 200, 180)
    upright.paste(RED, box)
    undo = {1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270}
    rows = ["path,Licence,Class,says,bbox"]
    for turn, operation in undo.items():
        stored = upright.transpose(operation) if operation is not None else upright
        name = f"turn-{turn}.jpg"
        stored.save(files / name, quality=98, subsampling=0, exif=piexif.dump({"0th": {piexif.ImageIFD.Orientation: turn}}))
        rows.append(f'{name},CC0-1.0,red,in a box,"[[{box[0]}, {box[1]}, {box[2]}, {box[3]}]]"')
    (work / "turned.csv").write_text("\n".join(rows) + "\n")
    for number, resize in enumerate(("{fit: 96, encode: png}", "{cover: 96, encode: png}", "{pad: 96, encode: png}",
                                     "{exact: [100, 50], encode: png}")):
        out = work / f"turned-{number}"
        plan = _build.write_plan(work / f"turned-{number}.yaml", files, f"webdataset: {out}", resize=resize, split=False,
                                 manifest=work / "turned.csv")
        _build.build(plan, "--workspace", work / "turned.ws")
        checks.equal(len(_build.samples(out)), 8, f"{resize}: all eight are there")
        with tarfile.open(out / "data" / "data-000000.tar") as archive:
            files_in = {member.name: archive.extractfile(member).read() for member in archive}
        for name in (n for n in files_in if n.endswith(".json")):
            said = json.loads(files_in[name])
            picture = numpy.asarray(Image.open(io.BytesIO(files_in[name[:-4] + "png"])).convert("RGB")).astype(int)
            red = numpy.abs(picture - RED).sum(axis=2) < numpy.abs(picture - BLUE).sum(axis=2)
            ys, xs = numpy.nonzero(red)
            found = (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
            checks.equal(len(said["extra"]["boxes"]), 1, f"{resize} {said['key']}: one box")
            moved = said["extra"]["boxes"][0]["box"]
            checks.that(all(abs(a - b) <= 1 for a, b in zip(moved, found)), f"{resize} {said['key']}: box {moved}, red {found}")


def statistics_are_of_the_pixels(checks, work, files):
    import numpy
    from PIL import Image
    out = work / "plain"
    plan = _build.write_plan(work / "plain.yaml", files, f"folder: {out}", resize="{fit: 48, encode: png}", manifest=work / "all.csv")
    _build.build(plan, "--workspace", work / "main.ws")
    said = json.loads((out / "statistics.json").read_text())["all"]
    pixels = numpy.concatenate([numpy.asarray(Image.open(file).convert("RGB")).reshape(-1, 3)
                                for file in sorted((out / "data").rglob("*.png"))]).astype(float) / 255
    checks.equal(said["pixels"], len(pixels), "statistics count every pixel")
    checks.that(numpy.allclose(said["mean"], pixels.mean(axis=0)) and numpy.allclose(said["std"], pixels.std(axis=0)),
                f"mean and deviation are those of the pixels: {said}")


def bad_input(checks, work, files):
    mine = work / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    for where, sink, says in (("a folder of somebody else", f"webdataset: {mine}", "A0140"),
                              ("no folder to be in", "webdataset: /proc/nowhere/out", "A0140")):
        plan = _build.write_plan(work / "bad.yaml", files, sink, manifest=work / "all.csv")
        code, _, stderr = _assay.run("build", plan, "--workspace", work / "bad.ws")
        checks.that(code == 2 and says in stderr, f"{where}: {code} {stderr}")
    checks.equal([path.name for path in mine.iterdir()], ["thesis.txt"], "what is not ours stays as it was")
    plan = _build.write_plan(work / "bad.yaml", files, f"webdataset: {work / 'never'}", manifest=work / "all.csv")
    code, _, stderr = _assay.run("audit", "--plan", plan, "--out", work / "never-report")
    checks.that(code == 2 and "assay build" in stderr, f"audit does not build: {stderr}")
    code, stdout, _ = _assay.run("build", plan, "--dry-run", "--workspace", work / "dry.ws")
    checks.that(code == 0 and "Nothing was done" in stdout and not (work / "dry.ws").exists() and not (work / "never").exists(),
                f"a dry run does nothing: {stdout}")
    plan.write_text(plan.read_text().replace("resize", "resise"))
    code, _, stderr = _assay.run("build", plan)
    checks.that(code == 2 and "did you mean 'resize'" in stderr, f"a typo is named: {stderr}")


def what_lies_at_the_place(checks, work, files):
    """A damaged release is made anew; a file of somebody else stops the build; the release is no source of the next."""
    home = work / "home"
    home.mkdir()
    for number, path in enumerate(sorted(path for path in files.rglob("*.jpg") if path.is_file())[:8]):
        shutil.copyfile(path, home / f"{number}.jpg")
    _build.write_manifest(home, work / "home.csv")
    plan = _build.write_plan(home / "plan.yaml", ".", "folder: out", manifest=work / "home.csv", split=False)
    first = _build.build(plan)
    seen = first["accounting"]["seen"]
    again = _build.build(plan)
    checks.equal((again["accounting"]["seen"], again["release"]["was_there"]), (seen, True), "a release in the source is no source")
    shutil.rmtree(home / "out" / "data")
    mended = _build.build(plan)
    checks.equal(mended["release"]["was_there"], False, "a damaged release is not called good")
    _build.verifies(checks, home / "out", "a release that was damaged")
    sums = (home / "out" / "SHA256SUMS").read_bytes()
    (home / "out" / "SHA256SUMS").unlink()
    code, _, stderr = _assay.run("build", plan)
    checks.that(code == 2 and "SHA256SUMS" in stderr and (home / "out" / "data").is_dir(),
                f"without its list nothing at the place is touched: {stderr}")
    (home / "out" / "SHA256SUMS").write_bytes(sums)
    (home / "out" / "notes.txt").write_text("mine")
    plan.write_text(plan.read_text().replace("fit: 64", "fit: 48"))
    code, _, stderr = _assay.run("build", plan)
    checks.that(code == 2 and "A0140" in stderr and "notes.txt" in stderr, f"a file of somebody else is named: {stderr}")
    checks.equal((home / "out" / "notes.txt").read_text(), "mine", "and kept")
    (home / "out" / "notes.txt").unlink()
    checks.equal(_build.build(plan)["release"]["replaced"], "1.0.0", "without it the release gives way")


def what_cannot_be_made_is_dead(checks, work, files):
    """A row whose boxes are no boxes costs that record, with its class; mended, it comes in by a replay."""
    some = work / "some"
    some.mkdir()
    for number, path in enumerate(sorted(path for path in files.rglob("*.jpg") if path.is_file())[:12]):
        shutil.copyfile(path, some / f"{number}.jpg")
    manifest = _build.write_manifest(some, work / "some.csv")
    good = manifest.read_text()
    lines = good.splitlines()
    for number in range(1, 7):
        lines[number] = lines[number].split(",")[0] + ',https://creativecommons.org/publicdomain/zero/1.0/,cat,x,"[[1, 2]]"'
    manifest.write_text("\n".join(lines) + "\n")
    plan = _build.write_plan(work / "some.yaml", some, f"webdataset: {work / 'some-out'}", manifest=manifest)
    workspace = work / "some.ws"
    first = _build.build(plan, "--workspace", workspace)
    _assay.accounting_is_exact(checks, first, "with boxes that are none")
    _, stdout, _ = _assay.run("deadletters", "list", "--json", "--workspace", workspace)
    codes = [letter["code"] for letter in json.loads(stdout)["deadletters"]]
    checks.that("sample.boxes.malformed" in codes, f"the dead letter says why: {codes}")
    manifest.write_text(good)
    code, _, stderr = _assay.run("deadletters", "replay", "--class", "sample.boxes.malformed", "--workspace", workspace,
                                 "--out", work / "some-report")
    checks.that(code in (0, 1), f"the replay runs: {stderr}")
    fresh = _build.build(_build.write_plan(work / "fresh.yaml", some, f"webdataset: {work / 'some-fresh'}", manifest=manifest))
    checks.equal(json.loads((work / "some-out" / "release.json").read_text())["root"], _build.root_of(fresh),
                 "after the replay it is the release of a build from nothing")
    checks.that(len(_build.samples(work / "some-out")) > first["accounting"]["allow"], "what was dead came in")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    args = parser.parse_args()
    checks = _assay.Checks()
    files = _assay.pictures(100 if args.fast else 300)
    with tempfile.TemporaryDirectory(prefix="build.") as name:
        work = Path(name)
        _build.write_manifest(files, work / "all.csv")
        out = work / "out"
        plan = _build.write_plan(work / "plan.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
        first = _build.build(plan)
        _assay.accounting_is_exact(checks, first, "the first build")
        _build.verifies(checks, out, "the first build")
        holds_what_it_says(checks, out, first)
        others_read_it(checks, out)
        twins_stay_together(checks, work / ".assay" / "report", out)
        the_same_again_is_nothing_new(checks, plan, out, first)
        moved = same_root_however(checks, work, files, _build.root_of(first))
        only_what_changed_is_made(checks, work, moved)
        other_sinks(checks, work, files, first)
        statistics_are_of_the_pixels(checks, work, files)
        boxes_move_with_pixels(checks, work)
        bad_input(checks, work, files)
        what_cannot_be_made_is_dead(checks, work, files)
        what_lies_at_the_place(checks, work, files)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
