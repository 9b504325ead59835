#!/usr/bin/env python3
"""report.html in a real browser: accessible, silent, and deaf to hostile names and metadata.

What is held of each page stands in report_axe.mjs; here are the pages.

    report_page.py [--fast] [--screenshot FILE]    FILE: of the report on examples/
"""
import argparse
import io
import re
import subprocess
import tempfile
from pathlib import Path

import piexif
from PIL import Image

import _assay

HERE = Path(__file__).resolve().parent
SCRIPT = "<script>window.planted=1</script>"
NAMES = [
    "<img src=x onerror=planted=1>.jpg",
    "\"'><svg onload=planted=1>.jpg",
    "a\u202egpj.exe.jpg",                     # right-to-left override: reads as "exe.jpg" backwards
    "line\nbreak\ttab\x07bell\x1b[31mred.jpg",
    "javascript:alert(1).jpg",
    "&lt;b&gt;.jpg",
    "n" * 251 + ".jpg",                       # the longest name that Linux takes
]


def hostile_picture(text):
    buffer = io.BytesIO()
    exif = piexif.dump({"0th": {piexif.ImageIFD.Copyright: text.encode(), piexif.ImageIFD.Artist: text.encode()}})
    xmp = ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
           '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights><rdf:Alt><rdf:li>'
           + text.replace("&", "&amp;").replace("<", "&lt;") +
           "</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>")
    Image.effect_noise((96, 64), 60).convert("RGB").save(buffer, "JPEG", exif=exif, xmp=xmp.encode())
    return buffer.getvalue()


def hostile_folder(folder):
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_bytes(hostile_picture("(c) " + SCRIPT + " All rights reserved. " + "\u202e" * 5))
    (folder / b"latin1-\xe9.jpg".decode("utf-8", "surrogateescape")).write_bytes(hostile_picture("x" * 4096))
    deep = folder.joinpath(*["d" * 200] * 15)  # a path of 3,000 bytes
    deep.mkdir(parents=True)
    (deep / "deep.jpg").write_bytes(hostile_picture(SCRIPT * 150))
    return folder


def look(checks, report, where, screenshot=None):
    flags = ["--screenshot", screenshot] if screenshot else []
    done = subprocess.run(["node", "report_axe.mjs", str(report), *flags], cwd=HERE, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=300)
    counted = re.search(r"^(\d+) passed, (\d+) failed", done.stdout, re.MULTILINE)
    if not checks.that(done.returncode == 0 and counted, f"{where}:\n{done.stdout[-4000:]}"):
        return
    checks.passed += int(counted.group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--screenshot")
    args = parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="page.") as name:
        work = Path(name)
        _assay.audit(_assay.ROOT / "examples", work / "examples")
        screenshot = args.screenshot and str(Path(args.screenshot).resolve())
        look(checks, work / "examples" / "report.html", "examples", screenshot)
        document = _assay.audit(hostile_folder(work / "hostile"), work / "out")
        checks.equal(document["accounting"]["seen"], len(NAMES) + 2, "every hostile name is a record")
        look(checks, work / "out" / "report.html", "hostile names")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
