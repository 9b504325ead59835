#!/usr/bin/env python3
"""Smaller pictures for training, made by us (through the sandboxed worker) and as others make them.

    resize_vs_peers.py PHOTOS [--size 256] [--count 300] [--passes 4] [--repeats 3] [--faults FOLDER] [--save]

PHOTOS: a folder; of the JPEGs below it the first COUNT are taken that are whole, upright, without a profile and more
than twice SIZE long. Each program gets a process and one core of its own and writes JPEGs of quality 95 to memory,
in turns. CPU is user and system time of it and of its children, less those of a run without files; the
least of REPEATS. PSNR is that of a lossless output against a full decode and LANCZOS, both by Pillow.
FAULTS: a folder with an expected.json of verdicts; counted are files that are neither ok nor repaired and gave
a picture all the same. Peers come from bench/requirements.txt; one that cannot be loaded is named and left out.
"""
import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import _measure

RESIZERS = Path(__file__).resolve().parent / "_resizers.py"
PROGRAM = _measure.ROOT / "build" / "release" / "transform_files"
SMALL = _measure.ROOT / "tests" / "data" / "media" / "halves.jpg"  # starts the worker, also of an empty run
PEERS = ("pillow", "opencv", "vips", "img2dataset")
MEMORY_BYTES = 6 << 30  # for who believes the header of a bomb


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def spent_s():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command, text, limited=False):
    """What a program prints, and the CPU time that it and its children took on one core."""
    before = spent_s()
    done = subprocess.run(["taskset", "-c", "0", *map(str, command)], input=text, capture_output=True, text=True,
                          check=False, preexec_fn=limit_memory if limited else None)
    return done, spent_s() - before


def run_ours(files, size, passes, out="-", limited=False):
    resize = {"mode": "fit", "width_px": size, "height_px": size}
    encode = {"format": "jpeg", "quality": 95} if out == "-" else {"format": "png"}
    lines = [json.dumps({"file": str(file), "out": "" if out == "-" else f"{out}/{file.name}.png",
                         "arguments": {"resize": resize, "encode": encode}}) for file in files] * passes
    done, cpu_s = run([PROGRAM], "\n".join([json.dumps({"file": str(SMALL)}), *lines]), limited)
    answers = [json.loads(line) for line in done.stdout.splitlines()][1:]
    return [file.name for file, answer in zip(files, answers) if "sha256" in answer], cpu_s


def run_peer(name, files, size, passes, out="-", limited=False):
    done, cpu_s = run([_measure.peers_python(), RESIZERS, name, size, passes, out], "\n".join(map(str, files)), limited)
    if done.returncode == 3:
        return None, cpu_s
    # A peer that the kernel stopped made nothing of the rest.
    return done.stdout.splitlines(), cpu_s


def is_plain(file, size):
    """Whole, upright and sRGB: nobody has more to do than to make it smaller."""
    from PIL import Image
    try:
        with Image.open(file) as image:
            image.load()
            return (image.format == "JPEG" and image.mode == "RGB" and max(image.size) > 2 * size
                    and "icc_profile" not in image.info and image.getexif().get(0x0112, 1) == 1)
    except OSError:
        return False


def photographs(folder, size, count):
    """The first COUNT plain JPEGs by name, of each name one."""
    by_name = {file.name: file for file in sorted(folder.rglob("*.jpg"))}
    chosen = []
    for name in sorted(by_name):
        if len(chosen) < count and is_plain(by_name[name], size):
            chosen.append(by_name[name])
    return chosen


def psnr(file, made):
    import numpy
    from PIL import Image
    with Image.open(file) as opened, Image.open(made) as small:
        want = numpy.asarray(opened.convert("RGB").resize(small.size, Image.Resampling.LANCZOS)).astype(int)
        error = ((numpy.asarray(small.convert("RGB")).astype(int) - want) ** 2).mean()
    return 99.0 if error == 0 else 10 * math.log10(255 ** 2 / error)


def quality(run_one, files, size):
    with tempfile.TemporaryDirectory(prefix="resized.") as out:
        run_one(files, size, 1, out)
        made = [(file, Path(out) / f"{file.name}.png") for file in files]
        values = [psnr(file, small) for file, small in made if small.is_file()]  # one may refuse what others take
    return {"psnr_mean_db": round(sum(values) / len(values), 1), "psnr_min_db": round(min(values), 1)}


def untrusted(folder):
    """Files that nobody should make a picture of."""
    listed = json.loads((folder / "expected.json").read_text())
    return [folder / entry["file"] for entry in listed if entry["verdict"] not in ("ok", "repaired")]


def measure(runs, files, args):
    results = {name: {} for name in runs}
    cpu_s = {name: [] for name in runs}
    for _ in range(args.repeats):
        for name, run_one in runs.items():
            idle = run_one([], args.size, 1)[1]
            cpu_s[name].append(run_one(files, args.size, args.passes)[1] - idle)
    for name, run_one in runs.items():
        results[name]["cpu_ms"] = round(1000 * min(cpu_s[name]) / (len(files) * args.passes), 2)
        results[name].update(quality(run_one, files, args.size))
        if args.faults:
            faults = untrusted(args.faults)
            # One at a time: what one file does to a program is not to hide the next.
            results[name]["faults_accepted"] = sum(bool(run_one([file], args.size, 1, limited=True)[0]) for file in faults)
            results[name]["faults"] = len(faults)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--faults", type=Path)
    parser.add_argument("--save", action="store_true", help="write bench/baselines/resize_vs_peers.json")
    args = parser.parse_args()
    files = photographs(args.photos, args.size, args.count)
    if not files:
        sys.exit(f"no such JPEG below {args.photos}")
    runs = {"assay": run_ours}
    for name in PEERS:
        def run_one(*arguments, name=name, **options):
            return run_peer(name, *arguments, **options)
        if run_one([], args.size, 1)[0] is None:
            print(f"left out: {name} cannot be loaded here")
        else:
            runs[name] = run_one
    results = measure(runs, files, args)
    print(f"{len(files)} JPEGs, fit {args.size}, {args.passes} passes, least of {args.repeats}")
    for name, one in results.items():
        ratio = one["cpu_ms"] / results["assay"]["cpu_ms"]
        faults = f", {one['faults_accepted']} of {one['faults']} faulty files accepted" if "faults" in one else ""
        print(f"{name:12} {one['cpu_ms']:7.2f} ms CPU a picture, {ratio:5.2f} x ours, PSNR {one['psnr_mean_db']} dB, "
              f"least {one['psnr_min_db']}{faults}")
    if args.save:
        _measure.save("resize_vs_peers", {"files": len(files), "size_px": args.size, "programs": results})


if __name__ == "__main__":
    main()
