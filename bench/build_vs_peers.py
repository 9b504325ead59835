#!/usr/bin/env python3
"""From files as they come to a sealed data set of smaller pictures, beside who else makes smaller pictures.

    build_vs_peers.py CORPUS [--count 1000] [--size 256] [--repeats 3] [--save]

CORPUS: made by make_corpus.py, with truth.jsonl; of its files the first COUNT are taken, whole and broken, in nine formats.
`assay build` reads them from a folder and does all that it does: every inspector, policy, copies, catalog, ledger, report,
WebDataset shards, release. Its policy allows everything, so that it makes every picture. img2dataset gets the same files from
a server on this machine, whose CPU is not counted, and writes WebDataset shards; Pillow, OpenCV and libvips (the library of
`vipsthumbnail`) make JPEGs of quality 95 in memory and write nothing.

CPU is user and system time of the whole process tree, start included; the least of REPEATS, in turns. Lost: files that the
truth calls whole and that gave no picture. Wrong: files that it calls broken and that gave one.
"""
import argparse
import contextlib
import http.server
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import _measure

RESIZERS = Path(__file__).resolve().parent / "_resizers.py"
ALLOW_ALL = """package assay.decision

decision := {
	"verdict": "allow",
	"reasons": [{"code": "house.any", "tier": "none", "layer": "copyright", "evidence": [], "message": "anything goes"}],
	"obligations": [],
	"recheck_by": "",
}
"""


def picked(corpus, count):
    """(file, whether it is whole) of the first files of a corpus."""
    with (corpus / "truth.jsonl").open() as lines:
        rows = [json.loads(line) for line in lines]
    found = []
    for row in rows[:count]:
        is_broken = row["role"] == "corrupt" or "bomb" in json.dumps(row.get("fault", row.get("odd", "")))
        found.append((corpus / row["path"], not is_broken))
    return found


def flat(files, folder):
    """The same files side by side, each under a name of its own; gives {name: whether it is whole}."""
    folder.mkdir()
    names = {}
    for number, (file, is_whole) in enumerate(files):
        name = f"{number:06}{file.suffix or '.bin'}"
        shutil.copyfile(file, folder / name)
        names[name] = is_whole
    return names


def timed(command, text="", allowed=(0,)):
    """(wall seconds, CPU seconds of the process tree, peak MiB of one process, standard output)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run([str(part) for part in command], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)
    wall_s = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in allowed:
        sys.exit(f"{command[0]} gave exit code {done.returncode}\n{done.stderr}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall_s, cpu_s, done.stdout


def assay(work, folder, args):
    place = Path(tempfile.mkdtemp(prefix="assay.", dir=work))
    plan = place / "plan.yaml"
    plan.write_text("assay: 1\nuse: {purpose: research, jurisdiction: EU, date: 2026-01-15}\n"
                    f"policy: {work / 'allow'}\nsource: {{folder: {folder}}}\nsteps:\n"
                    f"  - transform: {{resize: {{fit: {args.size}, encode: jpeg, quality: 95}}}}\nsink: {{webdataset: out}}\n")
    wall_s, cpu_s, _ = timed([_measure.ASSAY, "build", plan, "--fail-on", "never", "--quiet", "--jobs", args.jobs])
    import pyarrow.parquet
    made = pyarrow.parquet.read_table(place / "out" / "MANIFEST.parquet", columns=["key"]).column("key").to_pylist()
    return wall_s, cpu_s, set(made)


@contextlib.contextmanager
def served(folder):
    """Serves the folder from another process; gives its address."""
    program = ("import http.server, functools, sys\n"
               "class Quiet(http.server.SimpleHTTPRequestHandler):\n"
               "    protocol_version = 'HTTP/1.1'\n"
               "    def log_message(self, *_): pass\n"
               f"server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Quiet, directory={str(folder)!r}))\n"
               "print(server.server_address[1], flush=True)\n"
               "server.serve_forever()\n")
    server = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.terminate()
        server.wait()


def img2dataset(work, address, names, args):
    place = Path(tempfile.mkdtemp(prefix="img2dataset.", dir=work))
    (place / "urls.txt").write_text("".join(f"{address}/{name}\n" for name in names))
    script = place / "main.py"
    script.write_text(
        "if __name__ == '__main__':\n"
        "    from img2dataset import download\n"
        f"    download(url_list={str(place / 'urls.txt')!r}, output_folder={str(place / 'out')!r}, output_format='webdataset',\n"
        f"             image_size={args.size}, resize_mode='keep_ratio_largest', resize_only_if_bigger=True, encode_quality=95,\n"
        f"             processes_count={args.jobs}, thread_count=8, number_sample_per_shard=500, enable_wandb=False)\n")
    os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"  # it would ask the network
    wall_s, cpu_s, _ = timed([_measure.peers_python(), script])
    import pyarrow.parquet
    made = set()
    for file in (place / "out").glob("*.parquet"):
        rows = pyarrow.parquet.read_table(file, columns=["url", "status"]).to_pylist()
        made |= {row["url"].rsplit("/", 1)[1] for row in rows if row["status"] == "success"}
    return wall_s, cpu_s, made


def in_memory(name, folder, names, args):
    listed = "\n".join(str(folder / each) for each in names)
    wall_s, cpu_s, printed = timed([_measure.peers_python(), RESIZERS, name, args.size, 1, "-"], listed, (0, 3))
    return wall_s, cpu_s, set(printed.split())


def judged(run, names):
    wall_s, cpu_s, made = run
    whole = {name for name, is_whole in names.items() if is_whole}
    return {"wall_s": round(wall_s, 2), "cpu_s": round(cpu_s, 2), "pictures": len(made), "lost": len(whole - made),
            "wrong": len(made - whole)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--save", action="store_true", help="write bench/baselines/build_vs_peers.json")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="build.") as name:
        work = Path(name)
        (work / "allow").mkdir()
        (work / "allow" / "allow.rego").write_text(ALLOW_ALL)
        names = flat(picked(args.corpus, args.count), work / "files")
        runs = {who: [] for who in ("assay", "img2dataset", "vips", "opencv", "pillow")}
        with served(work / "files") as address:
            for _ in range(args.repeats):
                runs["assay"].append(assay(work, work / "files", args))
                runs["img2dataset"].append(img2dataset(work, address, names, args))
                for peer in ("vips", "opencv", "pillow"):
                    runs[peer].append(in_memory(peer, work / "files", names, args))
        results = {who: judged(min(times, key=lambda run: run[1]), names) for who, times in runs.items()}
    broken = sum(not is_whole for is_whole in names.values())
    print(f"{len(names)} files, {broken} of them broken, fit {args.size}, {args.jobs} processes, least CPU of {args.repeats}")
    for who, one in results.items():
        print(f"{who:12} {one['wall_s']:7.2f} s {len(names) / one['wall_s']:7.1f} files/s {one['cpu_s']:7.2f} CPU s "
              f"{one['cpu_s'] / results['assay']['cpu_s']:5.2f} x ours   {one['lost']} lost, {one['wrong']} wrong")
    if args.save:
        _measure.save("build_vs_peers", {"files": len(names), "size_px": args.size, "programs": results})


if __name__ == "__main__":
    main()
