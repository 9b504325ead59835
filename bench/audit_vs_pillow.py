#!/usr/bin/env python3
"""A full audit beside two programs that do far less, on the same files with as many processes.

    audit_vs_pillow.py CORPUS [--count 500] [--jobs 2] [--repeats 3] [--save]

CORPUS: any folder of pictures; the first COUNT JPEGs over 100 kB (by name) are taken, and read once
before the clock starts. (a) Pillow opens each, reads its EXIF and makes a 256 px thumbnail.
(b) exiftool -json reads their metadata, one process for all. Best of REPEATS each, in turns.
"""
import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import _measure


def thumbnail(path):
    from PIL import Image
    try:
        with Image.open(path) as image:
            exif = dict(image.getexif())
            image.thumbnail((256, 256))
            return image.size, len(exif)
    except OSError:  # a broken file costs Pillow less than a whole one
        return None


def pillow_s(files, jobs):
    started = time.monotonic()
    with multiprocessing.Pool(jobs) as pool:
        sizes = pool.map(thumbnail, files, chunksize=8)
    assert len(sizes) == len(files)
    return time.monotonic() - started


def exiftool_s(folder):
    started = time.monotonic()
    # Exit code 1 where a file was broken: it has been read all the same.
    subprocess.run(["exiftool", "-json", "-q", "-r", str(folder)], check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - started


def audit_s(folder, work, jobs):
    out = work / "out"
    started = time.monotonic()
    code = subprocess.run(_measure.audit_command(folder, out, jobs), check=False, stdout=subprocess.DEVNULL).returncode
    seconds = time.monotonic() - started
    shutil.rmtree(out)
    if code not in (0, 1):
        sys.exit(f"the audit gave exit code {code}")
    return seconds


def take(corpus, count, target):
    """Copies the chosen files; gives their paths. Reading them warms the page cache."""
    chosen = [f for f in sorted(corpus.rglob("*.jpg")) if f.is_file() and f.stat().st_size > 100_000]
    readable = []
    for file in chosen:
        with file.open("rb") as stream:
            if stream.read(3) == b"\xff\xd8\xff":
                readable.append(file)
        if len(readable) == count:
            break
    for number, file in enumerate(readable):
        shutil.copyfile(file, target / f"{number:05}.jpg")
    return sorted(target.iterdir())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--save", action="store_true", help="write bench/baselines/audit_vs_pillow.json")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench.") as name:
        work = Path(name)
        folder = work / "pictures"
        folder.mkdir()
        files = take(args.corpus, args.count, folder)
        if not files:
            sys.exit(f"no JPEG over 100 kB below {args.corpus}")
        times = {"assay audit": [], "pillow": [], "exiftool": []}
        for _ in range(args.repeats):
            times["assay audit"].append(audit_s(folder, work, args.jobs))
            times["pillow"].append(pillow_s(files, args.jobs))
            times["exiftool"].append(exiftool_s(folder))
        megabytes = sum(f.stat().st_size for f in files) / 1e6
    best = {name: min(seconds) for name, seconds in times.items()}
    print(f"{len(files)} JPEGs, {megabytes:.0f} MB, {args.jobs} jobs, best of {args.repeats}")
    for name, seconds in best.items():
        print(f"{name:12} {seconds:7.2f} s {len(files) / seconds:8.1f} pictures/s "
              f"{seconds / best['assay audit']:6.2f} x the time of assay")
    if args.save:
        _measure.save("audit_vs_pillow", {"files": len(files), "megabytes": round(megabytes, 1), "jobs": args.jobs,
                      "pictures_per_s": {n: round(len(files) / s, 1) for n, s in best.items()}})


if __name__ == "__main__":
    main()
