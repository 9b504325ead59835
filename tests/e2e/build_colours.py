#!/usr/bin/env python3
"""Colours through `assay build`: what stands in the data set is what Pillow with Little CMS makes of the same files.

    build_colours.py [--fast]

Every kind of picture that can go wrong lies in one folder: eight orientations of wide-gamut JPEGs, Display P3 and Adobe RGB
in three formats, CMYK, 16 bits, alpha, animations. It is built into each sink, and each picture is compared with its reference
in CIE Lab. The figures are printed; the tolerances stand in TOLERANCE.
"""
import csv
import io
import json
import struct
import sys
import tarfile
import tempfile
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageCms

import _assay
import _build
from _pictures import ADOBE_RGB, DISPLAY_P3, slope, STORED

FIT, BOX = 96, (40, 60, 200, 180)
SIZE = (320, 240)
# Mean and largest difference in CIE Lab (Delta E 1976): about 1 can be seen side by side, 2.3 is called just noticeable.
TOLERANCE = {"opaque": (0.25, 2.0), "edges of alpha": (0.25, 5.0)}


def lab(picture):
    """CIE Lab of sRGB samples, D65. Source: IEC 61966-2-1; CIE 15."""
    level = numpy.asarray(picture.convert("RGB")).astype(float) / 255
    linear = numpy.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    xyz = linear @ numpy.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]).T
    xyz /= (0.95047, 1.0, 1.08883)
    f = numpy.where(xyz > 216 / 24389, numpy.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return numpy.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=2)


def converted(picture, icc):
    return ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB"),
                                     renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)


def png_of_16_bits(levels):
    """A PNG of 16 bits and three channels, which Pillow can neither write nor read as such."""
    height, width, _ = levels.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in levels)

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def resized(picture):
    small = picture.copy()
    factor = FIT / max(picture.size)
    return small.resize(tuple(max(1, int(side * factor + 0.5)) for side in picture.size), Image.Resampling.LANCZOS)


def opened(file):
    """What another reader makes of a file: upright, frame 0."""
    with Image.open(file) as picture:
        picture.load()
        return picture.copy()


def write_pictures(folder):
    """{name: reference at full size} of the files that it writes."""
    upright, made = slope(*SIZE), {}
    jpeg = {"quality": 98, "subsampling": 0}
    for turn, operation in STORED.items():  # P3 as phones write it: a profile, and the camera's position in EXIF
        exif = Image.Exif()
        exif[0x0112] = turn
        stored = upright if operation is None else upright.transpose(operation)
        stored.save(folder / f"turn-{turn}.jpg", exif=exif, icc_profile=DISPLAY_P3, **jpeg)
        back = {5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}.get(turn, operation)
        read = opened(folder / f"turn-{turn}.jpg")
        made[f"turn-{turn}.jpg"] = converted(read if back is None else read.transpose(back), DISPLAY_P3)
    for name, icc in (("p3", DISPLAY_P3), ("adobe", ADOBE_RGB)):
        for ending, options in (("png", {}), ("webp", {"lossless": True}), ("jpg", jpeg)):
            file = folder / f"{name}.{ending}"
            upright.save(file, icc_profile=icc, **options)
            made[file.name] = converted(opened(file).convert("RGB"), icc)
    inks = Image.merge("CMYK", [slope(*SIZE, "L"), upright.getchannel(1), upright.getchannel(2), Image.new("L", SIZE, 30)])
    inks.save(folder / "inks.jpg", **jpeg)
    made["inks.jpg"] = opened(folder / "inks.jpg").convert("RGB")
    y, x = numpy.mgrid[0:SIZE[1], 0:SIZE[0]]
    deep = numpy.stack([x * 204, y * 273, (x + y) * 117], axis=2).astype(numpy.uint16)
    (folder / "deep.png").write_bytes(png_of_16_bits(deep))
    made["deep.png"] = Image.fromarray(((deep.astype(int) * 255 + 32767) // 65535).astype(numpy.uint8))
    Image.fromarray((x * 204).astype(numpy.uint16)).save(folder / "deep-grey.png")
    made["deep-grey.png"] = Image.fromarray(((x * 204 * 255 + 32767) // 65535).astype(numpy.uint8)).convert("RGB")
    alpha = Image.fromarray((numpy.hypot(x - 160, y - 120) < 100).astype(numpy.uint8) * 255)
    glass = upright.copy()
    glass.putalpha(alpha)
    for ending, options in (("png", {}), ("webp", {"lossless": True, "exact": True})):
        glass.save(folder / f"alpha.{ending}", **options)
        made[f"alpha.{ending}"] = glass
    frames = [upright, Image.new("RGB", SIZE, (0, 0, 255)), Image.new("RGB", SIZE, (0, 255, 0))]
    for ending, options in (("apng.png", {}), ("webp", {"lossless": True}), ("gif", {})):
        file = folder / f"moving.{ending}"
        frames[0].save(file, save_all=True, append_images=frames[1:], duration=100, **options)
        made[file.name] = opened(file).convert("RGB")
    return made


def reference(picture, background):
    """As the plan asks: smaller, and laid over `background` where it is transparent, premultiplied as light is."""
    if picture.mode != "RGBA":
        return resized(picture)
    small = resized(picture.convert("RGBa")).convert("RGBA")
    flat = Image.new("RGBA", small.size, (*background, 255))
    flat.alpha_composite(small)
    return flat.convert("RGB")


def samples_of(out, kind):
    """{key: (picture, what its sink says of it)}."""
    found = {}
    if kind == "webdataset":
        for shard in sorted((out / "data").glob("*.tar")):
            with tarfile.open(shard) as archive:
                files = {member.name: archive.extractfile(member).read() for member in archive}
            for name in (name for name in files if name.endswith(".json")):
                said = json.loads(files[name])
                found[said["key"]] = (files[name[:-4] + "png"], said["extra"]["boxes"])
    elif kind == "parquet":
        for file in sorted((out / "data").glob("*.parquet")):
            if file.name == "index.parquet":
                continue
            for row in _assay.parquet(file):
                found[row["key"]] = (row["image"]["bytes"], json.loads(row["extra"])["boxes"])
    else:
        for file in (out / "data").rglob("metadata.jsonl"):
            for row in map(json.loads, file.read_text().splitlines()):
                found[row["key"]] = ((file.parent / row["file_name"]).read_bytes(), row["extra"]["boxes"])
    return {key: (Image.open(io.BytesIO(content)), boxes) for key, (content, boxes) in found.items()}


def compare(checks, kind, found, made, background):
    worst = {}
    for name, full in sorted(made.items()):
        if not checks.that(name in found, f"{kind}: {name} is in the data set"):
            continue
        picture, boxes = found[name]
        want = reference(full, background)
        checks.that("icc_profile" not in picture.info and not picture.getexif() and getattr(picture, "n_frames", 1) == 1,
                    f"{kind}: {name} is one frame of sRGB without metadata")
        if not checks.equal(picture.size, want.size, f"{kind}: the size of {name}"):
            continue
        difference = numpy.linalg.norm(lab(picture) - lab(want), axis=2)
        error = ((numpy.asarray(picture.convert("RGB")).astype(float) - numpy.asarray(want)) ** 2).mean()
        psnr = 99.0 if error == 0 else 10 * numpy.log10(255 ** 2 / error)
        worst[name] = (difference.mean(), difference.max(), psnr)
        mean, most = TOLERANCE["edges of alpha" if full.mode == "RGBA" else "opaque"]
        checks.that(difference.mean() <= mean and difference.max() <= most,
                    f"{kind}: {name}: Delta E mean {difference.mean():.2f}, largest {difference.max():.2f}, {psnr:.1f} dB")
        scale = FIT / max(full.size)
        checks.that(len(boxes) == 1 and all(abs(a - b * scale) <= 0.51 for a, b in zip(boxes[0]["box"], BOX)),
                    f"{kind}: {name}: box {boxes}, expected {[side * scale for side in BOX]}")
    return worst


def main():
    checks = _assay.Checks()
    background = (255, 255, 255)
    with tempfile.TemporaryDirectory(prefix="colours.") as name:
        work = Path(name)
        files = work / "files"
        files.mkdir()
        made = write_pictures(files)
        with (work / "all.csv").open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["path", "Licence", "Class", "says", "bbox"])
            rows.writerows([key, "CC0-1.0", "x", "c", json.dumps([BOX])] for key in made)
        for kind in ("webdataset", "folder", "parquet"):
            plan = _build.write_plan(work / f"{kind}.yaml", files, f"{kind}: {work / kind}", resize=f"{{fit: {FIT}, encode: png}}",
                                     split=False, manifest=work / "all.csv")
            plan.write_text(plan.read_text().replace("encode: png}}", f"encode: png}}, flatten: {list(background)}, colour: rgb}}"))
            document = _build.build(plan, "--workspace", work / "ws")
            checks.equal(document["accounting"]["allow"], len(made), f"{kind}: every picture is allowed and made")
            worst = compare(checks, kind, samples_of(work / kind, kind), made, background)
        for key, (mean, most, psnr) in sorted(worst.items()):
            print(f"{key:16} Delta E mean {mean:5.2f}  largest {most:5.2f}  {psnr:5.1f} dB")
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
