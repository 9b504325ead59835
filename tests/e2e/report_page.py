#!/usr/bin/env python3
"""report.html in a real browser: accessible, silent, and deaf to hostile names and metadata.

    report_page.py [--fast] [--screenshot FILE]    FILE: of the report on examples/
"""
import argparse
import io
import json
import shutil
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


def look(report, screenshot=None):
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    done = subprocess.run(["node", "report_page.mjs", browser, report, *([screenshot] if screenshot else [])],
                          cwd=HERE, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode != 0:
        raise SystemExit(f"report_page.mjs failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)


def check_page(checks, found, where):
    checks.equal(found["requests"], [], f"{where}: no request leaves the page")
    checks.equal(found["dialogs"] + found["errors"], [], f"{where}: no dialog, no script error")
    checks.equal(found["planted"], {"flag": False, "elements": 0}, f"{where}: names and metadata are text")
    checks.that(not found["overflow"], f"{where}: readable at 320 px without sideways scrolling")
    for scheme, violations in found["violations"].items():
        checks.equal(violations, [], f"{where}: axe, wcag22aa, {scheme}")


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
        check_page(checks, look(work / "examples" / "report.html", screenshot), "examples")
        document = _assay.audit(hostile_folder(work / "hostile"), work / "out")
        checks.equal(document["accounting"]["seen"], len(NAMES) + 2, "every hostile name is a record")
        check_page(checks, look(work / "out" / "report.html"), "hostile names")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
