#!/usr/bin/env python3
"""Our data sets in the hands of others: tar, webdataset, Hugging Face datasets and pyarrow read them.

    sinks_read.py [--fast]

The unit tests of `release` write one set of each kind, with keys and labels that try to break out. Each picture holds the
key of its sample as a JPEG comment: by it each reader shows that key, label, text and picture have stayed together.
"""
import argparse
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
import urllib.parse
from pathlib import Path

import _assay

TEST = _assay.ROOT / "build" / "release" / "src" / "assay" / "release" / "assay_release_test"
PROMISES = ["WebDatasetTest.EveryPictureLiesWhereItsPlaceSays",
            "PictureTableTest.HoldsPicturesAndWhatIsSaidOfThem",
            "PictureFolderTest.EveryLineOfTheMetadataLeadsToItsPicture"]
SAMPLES = {"webdataset": 224, "parquet": 324, "folder": 74}
SPLITS = ("test", "train")


def name_of(key):
    return hashlib.sha256(key.encode()).hexdigest()


def is_whole(key, picture, label, caption):
    """Whether picture and caption are those of `key` and `label`."""
    comment = picture.info.get("comment", b"")
    picture.load()
    return comment == key.encode() and picture.size == (8, 8) and caption == f'a picture, "{label}"'


def read_with_tar(checks, folder):
    """Every header is what the format document says; GNU tar lists the same names."""
    for file in sorted(folder.glob("*.tar")):
        checks.equal(file.stat().st_size % 10_240, 0, f"{file.name} is padded")
        with tarfile.open(file) as archive:
            members = archive.getmembers()
        checks.that(all((m.mode, m.uid, m.gid, m.uname, m.gname, m.mtime, m.type)
                        == (0o444, 0, 0, "", "", 0, tarfile.REGTYPE) for m in members),
                    f"{file.name}: no clock, no owner")
        listed = subprocess.run(["tar", "tf", str(file)], capture_output=True, text=True, check=False)
        names = [member.name for member in members]
        checks.equal((listed.returncode, listed.stderr), (0, ""), f"GNU tar finds nothing to say of {file.name}")
        checks.equal(listed.stdout.split(), names, f"GNU tar lists {file.name}")
        groups = [name.split(".", 1) for name in names]
        checks.equal([ext for _, ext in groups], ["cls", "jpg", "json", "txt"] * (len(groups) // 4),
                     f"{file.name}: members lie beside each other, sorted")


def read_with_webdataset(checks, folder):
    import webdataset
    labels = json.loads((folder / "labels.json").read_text())
    files = [str(file) for file in sorted(folder.glob("*.tar"))]
    keys = []
    for sample in webdataset.WebDataset(files, shardshuffle=False, empty_check=False):
        said = json.loads(sample["json"])
        keys.append(said["key"])
        picture = open_picture(sample["jpg"])
        number = int(sample["cls"])
        whole = (is_whole(said["key"], picture, said["label"], sample["txt"].decode())
                 and sample["__key__"] == name_of(said["key"])
                 and said["sha256"] == hashlib.sha256(sample["jpg"]).hexdigest()
                 and said["label"] == ("" if number < 0 else labels[number]))
        checks.that(whole, f"webdataset reads {said['key'][:60]!r} as it was written")
    checks.equal(len(set(keys)), SAMPLES["webdataset"], "webdataset reads every sample")
    checks.equal(len(keys), SAMPLES["webdataset"], "webdataset reads each sample once")


def read_by_index(checks, folder):
    """A picture by a range of bytes, found in the index alone."""
    rows = _assay.parquet(folder / "index.parquet")
    checks.equal(len(rows), SAMPLES["webdataset"], "the index has a row for each sample")
    checks.that([row["key"].encode() for row in rows] == sorted(row["key"].encode() for row in rows),
                "the index is in the order of keys")
    for row in rows:
        with (folder / row["shard"]).open("rb") as shard:
            shard.seek(row["picture_offset"])
            content = shard.read(row["picture_bytes"])
        checks.equal(hashlib.sha256(content).hexdigest(), row["sha256"], f"the index finds {row['key'][:60]!r}")


def open_picture(content):
    import PIL.Image
    return PIL.Image.open(io.BytesIO(content))


def load(*arguments, **options):
    import datasets
    datasets.disable_progress_bars()
    return datasets.load_dataset(*arguments, **options)


def load_webdataset(checks, folder):
    files = {split: [str(file) for file in sorted(folder.glob(f"{split}-*.tar"))] for split in SPLITS}
    total = 0
    for split, rows in load("webdataset", data_files=files).items():
        total += len(rows)
        checks.that(all(is_whole(row["json"]["key"], row["jpg"], row["json"]["label"], row["txt"])
                        and row["json"]["split"] == split for row in rows),
                    f"datasets reads the shards of {split}")
    checks.equal(total, SAMPLES["webdataset"], "datasets reads every sample of the shards")


def load_parquet(checks, folder):
    import datasets
    files = {split: [str(file) for file in sorted(folder.glob(f"{split}-*.parquet"))] for split in SPLITS}
    total = 0
    for split, rows in load("parquet", data_files=files).items():
        total += len(rows)
        checks.that(isinstance(rows.features["image"], datasets.Image), f"datasets shows pictures of {split}")
        names = rows.features["label"]
        checks.that(isinstance(names, datasets.ClassLabel), f"datasets knows the classes of {split}")
        checks.that(all(is_whole(row["key"], row["image"], row["label_text"], row["caption"])
                        and row["label_text"] == ("" if row["label"] < 0 else names.int2str(row["label"]))
                        for row in rows), f"datasets reads the table of {split}")
    checks.equal(total, SAMPLES["parquet"], "datasets reads every row")


def load_folder(checks, folder):
    total = 0
    for split, rows in load("imagefolder", data_dir=str(folder)).items():
        total += len(rows)
        checks.that(all(is_whole(row["key"], row["image"], row["label"], row["caption"]) for row in rows),
                    f"datasets reads the folder of {split}")
    checks.equal(total, SAMPLES["folder"], "datasets reads every picture of the folder")


def names_are_reversible(checks, folder):
    """Where nothing was cut or taken, a folder's name gives the label back."""
    for list_file in folder.glob("*/metadata.jsonl"):
        for line in list_file.read_text().splitlines():
            said = json.loads(line)
            name = said["file_name"].split("/")[0]
            if "~" not in name:
                checks.equal(urllib.parse.unquote(name), said["label"], "a folder is named after its label")
            checks.that((list_file.parent / said["file_name"]).is_file(), f"{said['file_name']} is there")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: the sets are small")
    parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="sinks.") as work:
        # Readers ask nobody, and keep nothing behind.
        os.environ.update(HF_HOME=f"{work}/cache", HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1",
                          HF_HUB_DISABLE_TELEMETRY="1")
        kept = Path(work) / "sets"
        subprocess.run([TEST, f"--gtest_filter={':'.join(PROMISES)}"], check=True, stdout=subprocess.DEVNULL,
                       cwd=_assay.ROOT, env={**os.environ, "ASSAY_KEEP_SINKS": str(kept)})
        read_with_tar(checks, kept / "webdataset")
        read_with_webdataset(checks, kept / "webdataset")
        read_by_index(checks, kept / "webdataset")
        load_webdataset(checks, kept / "webdataset")
        load_parquet(checks, kept / "parquet")
        load_folder(checks, kept / "folder")
        names_are_reversible(checks, kept / "folder")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
