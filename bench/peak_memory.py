#!/usr/bin/env python3
"""Does the memory of an audit grow with the number of files? It must not.

    peak_memory.py CORPUS [--counts 1000,10000] [--jobs 2] [--save]

Audits the first N files of CORPUS (by name) for each N; prints the peak resident memory of the
parent and of its largest worker.
"""
import argparse
import itertools
import os
import shutil
import tempfile
from pathlib import Path

import _measure


def first_files(corpus, count, target):
    files = (f for f in sorted(corpus.rglob("*")) if f.is_file())
    number = 0
    for file in itertools.islice(files, count):
        place = target / file.relative_to(corpus)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(file, place)
        except OSError:  # another file system
            shutil.copyfile(file, place)
        number += 1
    return number


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--counts", default="1000,10000")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--save", action="store_true", help="write bench/baselines/peak_memory.json")
    args = parser.parse_args()
    results = {}
    for wanted in map(int, args.counts.split(",")):
        with tempfile.TemporaryDirectory(prefix="memory.") as name:
            work = Path(name)
            count = first_files(args.corpus, wanted, work / "pictures")
            found = _measure.run_watched(_measure.audit_command(work / "pictures", work / "out", args.jobs))
        results[str(count)] = {key: round(value, 1) for key, value in found.items()}
        print(f"{count:7} files {found['wall_s']:8.1f} s {count / found['wall_s']:7.1f} files/s   parent "
              f"{found['parent_mib']:6.1f} MiB   largest worker {found['largest_worker_mib']:6.1f} MiB")
    if args.save:
        _measure.save("peak_memory", {"jobs": args.jobs, "files": results})


if __name__ == "__main__":
    main()
