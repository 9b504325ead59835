#!/usr/bin/env python3
"""Writes first seeds for the fuzzers below tests/corpus: small, valid, one of each form.

Findings and seeds made by hand lie beside them and are left alone. Needs the Python environment of
scripts/bootstrap; the result is committed.
"""
import base64
import gzip
import hashlib
import io
import json
import sys
from pathlib import Path

import piexif
import pillow_heif
import pillow_jxl  # noqa: F401  registers itself with Pillow
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent))
import make_examples as examples

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "corpus"
pillow_heif.register_heif_opener()


def put(fuzzer, name, data):
    folder = CORPUS / fuzzer
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pictures():
    image = Image.linear_gradient("L").resize((24, 18)).convert("RGB")
    frames = [image.rotate(angle) for angle in (0, 30, 60)]
    marks = {"xmp": examples.xmp("CC-BY-4.0", "A"), "exif": examples.exif("(c) A", "A", 6, phone=True, thumbnail=image)}
    forms = {
        "baseline.jpg": examples.jpeg(image, iptc_notice="(c) A, CC BY 4.0", **marks),
        "progressive.jpg": encoded(image, "JPEG", progressive=True), "cmyk.jpg": encoded(image.convert("CMYK"), "JPEG"),
        "grey.jpg": encoded(image.convert("L"), "JPEG"), "rgb.png": encoded(image, "PNG", exif=marks["exif"]),
        "palette.png": encoded(image.quantize(8), "PNG"), "alpha.png": encoded(image.convert("RGBA"), "PNG"),
        "sixteen.png": encoded(image.convert("I;16"), "PNG"),
        "moving.png": encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "moving.gif": encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "lossy.webp": encoded(image, "WEBP", xmp=marks["xmp"]), "lossless.webp": encoded(image, "WEBP", lossless=True),
        "moving.webp": encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "lzw.tif": encoded(image, "TIFF", compression="tiff_lzw"), "plain.tif": encoded(image, "TIFF"),
        "plain.bmp": encoded(image, "BMP"), "palette.bmp": encoded(image.quantize(16), "BMP"),
        "plain.heic": encoded(image, "HEIF", xmp=marks["xmp"]), "plain.avif": encoded(image, "AVIF", speed=10, max_threads=1),
        "plain.jxl": encoded(image, "JXL", effort=1, num_threads=1), "bomb.png": examples.png_bomb(3000)[:400],
    }
    for name, data in forms.items():
        put("picture_fuzz", name, data)


def metadata():
    thumbnail = Image.new("RGB", (16, 12), (200, 100, 50))
    block = examples.exif("(c) A, CC BY 4.0", "A", 6, phone=True, thumbnail=thumbnail)
    put("exif_fuzz", "phone", block)
    put("exif_fuzz", "tiff", block.removeprefix(b"Exif\0\0"))
    put("exif_fuzz", "empty", piexif.dump({}))
    segment = examples.iptc("(c) A. All rights reserved")
    put("iptc_fuzz", "notice", segment[4:])
    put("iptc_fuzz", "resources", segment[4:].removeprefix(b"Photoshop 3.0\0"))
    put("xmp_fuzz", "licence", examples.xmp("CC-BY-SA-4.0", "A", "(c) A"))
    put("xmp_fuzz", "opt-out", examples.xmp(data_mining="DMI-PROHIBITED"))
    put("xmp_fuzz", "tdm", '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:tdm="http://www.w3.org/ns/tdmrep/" tdm:reservation="1"/></rdf:RDF></x:xmpmeta>')


def rights():
    addresses = ["https://creativecommons.org/licenses/by-nc/2.5/au/deed.de", "http://creativecommons.org/publicdomain/zero/1.0/",
                 "HTTPS://www.CreativeCommons.org/licenses/sampling%2B/1.0/", "http://rightsstatements.org/vocab/InC/1.0/",
                 "Apache-2.0 WITH LLVM-exception OR (MIT AND CC-BY-4.0)"]
    for number, text in enumerate(addresses):
        put("licence_address_fuzz", f"{number}", text)
    texts = ["(c) 2014 Ada. All rights reserved.", "Foto: Ada, Lizenz: CC BY-SA 3.0 DE", "Este obra está bajo una licencia Creative "
             "Commons Atribución 4.0 Internacional", "No AI training. https://creativecommons.org/licenses/by/4.0/", "Public domain"]
    for number, text in enumerate(texts):
        put("licence_text_fuzz", f"{number}", text)
    put("sidecar_fuzz", "gallery-dl", json.dumps({"category": "flickr", "license": "CC-BY-4.0", "author": {"name": "A"}}))
    put("sidecar_fuzz", "yt-dlp", json.dumps({"extractor": "vimeo", "license": "by-nc", "uploader": "A", "webpage_url": "https://x.example/1"}))
    put("sidecar_fuzz", "img2dataset", json.dumps({"key": "000", "status": "success", "url": "https://x.example/1.jpg", "exif": "{}"}))
    put("content_credentials_fuzz", "no-training", json.dumps({"active_manifest": "m", "validation_state": "Invalid", "manifests": {"m": {
        "assertions": [{"label": "c2pa.training-mining", "data": {"entries": {"c2pa.ai_training": {"use": "notAllowed"}}}}]}}}))
    fact = {"evidence": {"carrier": "xmp:cc:license", "raw": "by", "source": "asset", "step": "rights", "version": "1"}, "name": "rights.licence",
            "state": "present", "value": {"confidence": 100, "key": "by-4.0", "scope": "asset", "spdx": "CC-BY-4.0", "status": "declared"}}
    signal = dict(fact, name="rights.signal", value={"asserts": [{"use": "train", "value": "deny"}], "authority": "unknown",
                                                   "protocol": "plus", "scope": "asset", "value": "DMI-PROHIBITED"})
    compact = lambda value: json.dumps(value, sort_keys=True, separators=(",", ":"))
    put("situation_fuzz", "licence", compact([fact]))
    put("situation_fuzz", "both", compact([fact, signal]))


def texts():
    values = ["null", '{"b":[1,-2.5e3,true],"a":"\\u20ac\\ud83d\\ude00"}', "[[[[]]]]", '{"a":1,"a":2}', "1e400", '"\\u0000"', "9007199254740993"]
    for number, text in enumerate(values):
        put("json_fuzz", f"{number}", text)
    put("plan_fuzz", "whole", "assay: 1\nuse: {purpose: research, jurisdiction: EU, date: 2026-01-15}\npolicy: builtin:default\n"
        "source: {folder: x, name: y}\nsteps:\n  - inspect: [rights, privacy]\nlimits: {workers: auto, memory: 2GiB, pixels: 100M, per_record: 30s}\nseed: 7\n")
    put("plan_fuzz", "manifest", "assay: 1\nsource: {manifest: a.csv, path: file}\n")
    put("plan_fuzz", "unknown-key", "assay: 1\nsorce: {folder: x}\n")
    put("plan_fuzz", "anchor", "a: &a [*a, *a]\n")
    put("reader_fuzz", "quoted.csv", 'path,license\n"a ""b"".jpg","CC BY\n4.0"\r\nc.jpg,\n')
    put("reader_fuzz", "bom.csv", "\ufeffpath;url\na.jpg;https://x.example/\n")
    put("reader_fuzz", "ragged.csv", "a,b\n1\n1,2,3\n\"open\n")


def warc_record(kind, block, **more):
    digest = hashlib.sha256(block).hexdigest()
    fields = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:x:{kind}>", "WARC-Date": "2026-01-15T10:20:30.123Z", **more,
              "WARC-Block-Digest": f"sha256:{digest}", "Content-Length": str(len(block))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return b"WARC/1.1\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"


def archives():
    http = {"WARC-Target-URI": "http://a.example/", "Content-Type": "application/http;msgtype=response"}
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    payload = base64.b32encode(hashlib.sha256(b"hello").digest()).decode()
    info = warc_record("warcinfo", b"software: a\r\n", **{"Content-Type": "application/warc-fields"})
    response = warc_record("response", head + b"hello", **http, **{"WARC-Payload-Digest": f"sha256:{payload}"})
    revisit = warc_record("revisit", head, **http, **{"WARC-Truncated": "length", "X-Folded": "a\r\n b"})
    put("warc_fuzz", "plain", info + response)
    put("warc_fuzz", "packed", gzip.compress(info, mtime=0) + gzip.compress(revisit, mtime=0))
    put("warc_fuzz", "mixed", revisit + gzip.compress(warc_record("metadata", b""), mtime=0))


if __name__ == "__main__":
    pictures()
    metadata()
    rights()
    texts()
    archives()
    print("\n".join(f"{folder.name}: {len(list(folder.iterdir()))}" for folder in sorted(CORPUS.iterdir())))
