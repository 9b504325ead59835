#!/usr/bin/env python3
"""From files as they come to a sealed data set of smaller pictures, beside who else makes smaller pictures.

    build_vs_peers.py CORPUS [--count 1000] [--size 256] [--repeats 3] [--save]

CORPUS: made by make_corpus.py, with truth.jsonl; of its files the first COUNT are taken, whole and broken, in nine formats.
`assay build` reads them from a folder, and once more from the server below, and does all that it does: every inspector,
policy, copies, catalog, ledger, report, WebDataset shards, release; where it fetches also robots.txt and its kind, permits and
WARC files. Its policy allows everything, so that it makes every picture. img2dataset gets the same files from a server of
twenty hosts on this machine, whose CPU is not counted, and writes WebDataset shards; `vipsthumbnail` (Debian's libvips-tools;
its row is left out where it is not installed) gets all files in one command and writes a folder of JPEGs of quality 95; Pillow,
OpenCV and libvips make such JPEGs in memory and write nothing.

CPU is user and system time of the whole process tree, start included; the least of REPEATS, in turns. Lost: files that the
truth calls whole and that gave no picture. Wrong: files that it calls broken and that gave one.
"""
import argparse
import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import _measure

HOSTS = 20
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


def assay(work, source, args):
    place = Path(tempfile.mkdtemp(prefix="assay.", dir=work))
    plan = place / "plan.yaml"
    plan.write_text("assay: 1\nuse: {purpose: research, jurisdiction: EU, date: 2026-01-15}\n"
                    f"policy: {work / 'allow'}\n{source}steps:\n"
                    f"  - transform: {{resize: {{fit: {args.size}, encode: jpeg, quality: 95}}}}\nsink: {{webdataset: out}}\n")
    wall_s, cpu_s, _ = timed([_measure.ASSAY, "build", plan, "--fail-on", "never", "--quiet", "--jobs", args.jobs])
    import pyarrow.parquet
    made = pyarrow.parquet.read_table(place / "out" / "MANIFEST.parquet", columns=["key"]).column("key").to_pylist()
    return wall_s, cpu_s, set(made)


def from_folder(folder):
    return f"source: {{folder: {folder}}}\n"


def from_addresses(work, addresses, names):
    listed = work / "addresses.csv"
    listed.write_text("name,address\n" + "".join(f"{name},{url}\n" for name, url in located(addresses, names)))
    return (f"source: {{manifest: {listed}, key: name, url: address}}\n"
            "network: {contact: 'mailto:bench@example.org', delay_ms: 0, allow: [127.0.0.0/8]}\n")


def located(addresses, names):
    return [(name, f"{addresses[number % len(addresses)]}/{name}") for number, name in enumerate(names)]


@contextlib.contextmanager
def served(folder):
    """Serves the folder as twenty hosts from another process; gives their addresses."""
    program = ("import functools, http.server, threading\n"
               "class Quiet(http.server.SimpleHTTPRequestHandler):\n"
               "    protocol_version = 'HTTP/1.1'\n"
               "    def log_message(self, *_): pass\n"
               f"answer = functools.partial(Quiet, directory={str(folder)!r})\n"
               f"servers = [http.server.ThreadingHTTPServer((f'127.0.0.{{2 + n}}', 0), answer) for n in range({HOSTS})]\n"
               "print(*(f'http://{s.server_address[0]}:{s.server_address[1]}' for s in servers), flush=True)\n"
               "for one in servers: threading.Thread(target=one.serve_forever).start()\n")
    server = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().split()
    finally:
        server.terminate()
        server.wait()


def img2dataset(work, addresses, names, args):
    place = Path(tempfile.mkdtemp(prefix="img2dataset.", dir=work))
    (place / "urls.txt").write_text("".join(url + "\n" for _, url in located(addresses, names)))
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


def vipsthumbnail(work, folder, names, args):
    place = Path(tempfile.mkdtemp(prefix="vips.", dir=work))
    # It gives 255 where any file was not read, and goes on with the rest.
    wall_s, cpu_s, _ = timed(["vipsthumbnail", "--size", f"{args.size}x{args.size}>", "-o",
                              f"{place}/%s.jpg[Q=95,optimize_coding,strip]", *(folder / name for name in names)], "", (0, 255))
    made = {file.stem for file in place.iterdir()}
    return wall_s, cpu_s, {name for name in names if Path(name).stem in made}


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
        runs = {who: [] for who in ("assay", "assay, fetched", "img2dataset", "vipsthumbnail", "vips", "opencv", "pillow")}
        if not shutil.which("vipsthumbnail"):
            del runs["vipsthumbnail"]
        with served(work / "files") as addresses:
            for _ in range(args.repeats):
                runs["assay"].append(assay(work, from_folder(work / "files"), args))
                runs["assay, fetched"].append(assay(work, from_addresses(work, addresses, names), args))
                runs["img2dataset"].append(img2dataset(work, addresses, names, args))
                if "vipsthumbnail" in runs:
                    runs["vipsthumbnail"].append(vipsthumbnail(work, work / "files", names, args))
                for peer in ("vips", "opencv", "pillow"):
                    runs[peer].append(in_memory(peer, work / "files", names, args))
        results = {who: judged(min(times, key=lambda run: run[1]), names) for who, times in runs.items()}
    broken = sum(not is_whole for is_whole in names.values())
    print(f"{len(names)} files, {broken} of them broken, fit {args.size}, {args.jobs} processes, least CPU of {args.repeats}")
    for who, one in results.items():
        print(f"{who:14} {one['wall_s']:7.2f} s {len(names) / one['wall_s']:7.1f} files/s {one['cpu_s']:7.2f} CPU s "
              f"{one['cpu_s'] / results['assay']['cpu_s']:5.2f} x ours   {one['lost']} lost, {one['wrong']} wrong")
    if args.save:
        _measure.save("build_vs_peers", {"files": len(names), "size_px": args.size, "programs": results})


if __name__ == "__main__":
    main()
