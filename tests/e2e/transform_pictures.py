#!/usr/bin/env python3
"""Transforms against a second implementation: Pillow's decoders, filters and LittleCMS.

Tolerances, in levels of 255: 0 for lossless formats turned or copied, 2 for resized and for colours, 6 for
JPEGs that were coded twice; sums and boxes are exact.
"""
import io
import json
import os
import sys
import tempfile
from pathlib import Path

import numpy
from PIL import Image, ImageCms, ImageOps

import _assay
from _pictures import (ADOBE_RGB, DISPLAY_P3, largest_difference, made, psnr, samples, slope, store, transform)

PNG = {"format": "png"}


def fit(side, **more):
    return {"resize": {"mode": "fit", "width_px": side, "height_px": side, **more}, "encode": PNG}


def orientations(checks, work):
    """Eight ways to store one picture with a red box: one output, and boxes that follow from either frame."""
    upright = Image.new("RGB", (96, 64), (90, 120, 150))
    upright.paste((255, 0, 0), (16, 8, 48, 40))
    box = [16, 8, 48, 40]
    for ending, tolerance in ((".jpg", 6), (".png", 0), (".webp", 0)):
        first = None
        for orientation in range(1, 9):
            file = work / f"turned-{orientation}{ending}"
            red = samples(store(upright, orientation, file)) @ [1, -1, 0] > 120
            rows, columns = numpy.flatnonzero(red.any(axis=1)), numpy.flatnonzero(red.any(axis=0))
            stored = [int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1]
            one, other = transform([(file, dict(fit(48), boxes=[box])),
                                    (file, dict(fit(48), boxes=[stored], coordinates="stored"))])
            where = f"orientation {orientation}{ending}"
            checks.equal(one["source"]["orientation"], orientation, where)
            checks.equal(one["boxes"], [[8, 4, 24, 20]], f"{where}: the upright box")
            if one["boxes"] != other["boxes"]:
                checks.equal(other["boxes"], one["boxes"], f"{where}: the stored box")
            first = first or one["picture"]
            checks.that(largest_difference(one["picture"], first) <= tolerance, f"{where}: the same picture")
            inside = samples(one["picture"])[6:18, 10:22]
            checks.that(inside[..., 0].min() > 230 and inside[..., 1].max() < 25, f"{where}: red inside the box")


def scaled_and_turned(checks, work):
    """A JPEG decoded at a fraction of odd sides, turned: the picture does not move by part of a pixel."""
    upright = slope(100, 75).resize((4099, 3075), Image.Resampling.BICUBIC)
    for orientation in range(1, 9):
        file = work / f"scaled-{orientation}.jpg"
        store(upright, orientation, file)
        for side, scale in ((60, "1/8"), (256, "1/8"), (400, "2/8"), (900, "4/8")):
            answer = made(file, fit(side))
            where = f"orientation {orientation}, fit {side}"
            checks.equal(answer["source"]["scale"], scale, where)
            found = psnr(answer["picture"], upright.resize(answer["picture"].size, Image.Resampling.LANCZOS))
            checks.that(found > 44, f"{where}: {found:.1f} dB")


def odd_sizes(checks, work):
    for mode in ("RGB", "L"):
        for side in range(1, 34):
            source = slope(side, 34 - side, mode)
            file = work / "odd.png"
            source.save(file)
            copy, small, large = transform([(file, {"encode": PNG}), (file, fit(9)), (file, fit(50, enlarge=True))])
            checks.equal(largest_difference(copy["picture"], source), 0, f"{mode} {source.size} copied")
            for answer in (small, large):
                size = answer["picture"].size
                want = source.resize(size, Image.Resampling.LANCZOS)
                checks.that(largest_difference(answer["picture"], want) <= 2, f"{mode} {source.size} to {size}")


def modes(checks, work):
    """Crop, cover, pad and exact as Pillow's own functions do them, and sums as numpy adds."""
    source = slope(300, 200)
    file = work / "modes.png"
    source.save(file)

    def resized(mode, width, height, **more):
        resize = {"mode": mode, "width_px": width, "height_px": height}
        return {"encode": PNG, "resize": {**resize, **more.pop("resize", {})}, **more}

    lanczos = Image.Resampling.LANCZOS
    cases = [
        (resized("cover", 90, 90), ImageOps.fit(source, (90, 90), lanczos)),
        (resized("exact", 90, 40), source.resize((90, 40), lanczos)),
        (resized("pad", 80, 73, resize={"background": [9, 8, 7]}), ImageOps.pad(source, (80, 73), lanczos, color=(9, 8, 7))),
        (resized("fit", 50, 80, crop=[100, 20, 250, 180]), source.resize((50, 53), lanczos, box=(100, 20, 250, 180))),
        ({"encode": PNG, "crop": [11, 12, 31, 62]}, source.crop((11, 12, 31, 62))),
    ]
    for (arguments, want), answer in zip(cases, transform([(file, arguments) for arguments, _ in cases])):
        checks.that(largest_difference(answer["picture"], want) <= 2, f"as Pillow does it: {arguments}")
        rows = samples(answer["picture"]).reshape(-1, 3)
        checks.equal(answer["sums"], {"n": len(rows), "sum": rows.sum(axis=0).tolist(), "squares": (rows ** 2).sum(axis=0).tolist()},
                     f"sums: {arguments}")


def colours(checks, work):
    srgb = ImageCms.createProfile("sRGB")
    source = slope(64, 48)
    for name, icc in (("Display P3", DISPLAY_P3), ("Adobe RGB", ADOBE_RGB)):
        want = ImageCms.profileToProfile(source, ImageCms.ImageCmsProfile(io.BytesIO(icc)), srgb,
                                         renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                                         flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)
        checks.that(largest_difference(want, source) > 20, f"{name} differs from sRGB")
        for ending, options in (("png", {}), ("webp", {"lossless": True})):
            file = work / f"profile.{ending}"
            source.save(file, icc_profile=icc, **options)
            answer = made(file, {"encode": PNG})
            checks.that(largest_difference(answer["picture"], want) <= 2, f"{name} in {ending}")
            checks.that("icc_profile" not in answer["picture"].info, f"{name}: no profile is left")
    file = work / "inks.jpg"
    inks = Image.merge("CMYK", [slope(64, 48, "L"), slope(64, 48, "RGB").getchannel(1),
                                slope(64, 48, "RGB").getchannel(2), Image.new("L", (64, 48), 30)])
    inks.save(file, quality=100, subsampling=0)
    answer = made(file, {"encode": PNG})
    checks.that(largest_difference(answer["picture"], Image.open(file).convert("RGB")) <= 2, "CMYK of Adobe's kind")
    checks.equal(answer["codes"], ["cmyk.approximate"], "CMYK without a profile says so")


def depths_and_alpha(checks, work):
    ramp = numpy.arange(65536, dtype=numpy.uint16).reshape(256, 256)
    file = work / "ramp.png"
    Image.fromarray(ramp).save(file)
    answer = made(file, {"encode": PNG})
    checks.equal(answer["channels"], 1, "a ramp of 16 bits stays grey")
    wanted = (ramp.astype(int) * 255 + 32767) // 65535
    checks.that((samples(answer["picture"]) == wanted).all(), "16 bits are rounded to 8")

    seen = numpy.zeros((64, 64, 4), dtype=numpy.uint8)
    seen[:, 30:] = (200, 40, 40, 255)  # what cannot be seen is black
    file = work / "edge.png"
    Image.fromarray(seen).save(file)
    kept, flat = transform([(file, fit(20)), (file, dict(fit(20), flatten=[200, 40, 40]))])
    want = Image.fromarray(seen).convert("RGBa").resize((20, 20), Image.Resampling.LANCZOS).convert("RGBA")
    difference = abs(samples(kept["picture"]) - samples(want))
    checks.that(difference[..., 3].max() <= 1, "alpha of an edge")
    # Premultiplied samples of 8 bits hold few bits of the colour of what can hardly be seen.
    checks.that(difference[samples(want)[..., 3] > 32].max() <= 4, "colours of an edge")
    halo = samples(flat["picture"]) - (200, 40, 40)
    checks.that(halo.min() >= -2, f"an edge over its own colour has no dark halo: {halo.min()}")


def animations(checks, work):
    frames = [slope(40, 30), Image.new("RGB", (40, 30), (0, 0, 255)), Image.new("RGB", (40, 30), (0, 255, 0))]
    for ending, options in (("png", {}), ("webp", {"lossless": True}), ("gif", {})):
        file = work / f"moving.{ending}"
        frames[0].save(file, save_all=True, append_images=frames[1:], duration=100, **options)
        answer = made(file, {"encode": PNG, "colour": "rgb"})
        with Image.open(file) as opened:
            want = opened.convert("RGB")
        checks.equal(answer["source"]["frames"], 3, f"frames of {ending}")
        checks.that(largest_difference(answer["picture"].convert("RGB"), want) == 0, f"frame 0 of {ending}")


def encodings(checks, work):
    """What another reader says of the files: the tables of that quality, the subsampling, no metadata."""
    file = work / "encode.png"
    slope(97, 61).save(file)
    for quality in (50, 95):
        for subsampling, layer in (("420", 2), ("444", 1)):
            arguments = {"encode": {"format": "jpeg", "quality": quality, "subsampling": subsampling}}
            answer, again = made(file, arguments), made(file, arguments)
            theirs = io.BytesIO()
            slope(97, 61).save(theirs, "JPEG", quality=quality, subsampling=2 if layer == 2 else 0, optimize=True)
            checks.equal(answer["picture"].quantization, Image.open(theirs).quantization, f"tables of {quality}")
            checks.equal(answer["picture"].layer[0][1], layer, f"subsampling {subsampling}")
            checks.equal(set(answer["picture"].info), {"jfif", "jfif_version", "jfif_unit", "jfif_density"}, "no metadata")
            checks.equal(again["bytes"], answer["bytes"], "the same bytes from another worker")
    webp = {"encode": {"format": "webp", "lossless": True}}
    checks.equal(largest_difference(made(file, webp)["picture"], slope(97, 61)), 0, "lossless WebP")
    checks.equal(made(file, webp)["bytes"], made(file, webp)["bytes"], "WebP: the same bytes from another worker")


def psnr_of_photographs(checks, data):
    photos = sorted((data / "media" / "images" / "photos").glob("*.jpg"))
    answers = transform([(photo, fit(256)) for photo in photos])
    found = []
    for photo, answer in zip(photos, answers):
        with Image.open(photo) as opened:
            found.append(psnr(answer["picture"], opened.convert("RGB").resize(answer["picture"].size, Image.Resampling.LANCZOS)))
    print(f"{len(found)} photographs, fit 256: mean {numpy.mean(found):.1f} dB, least {min(found):.1f} dB")
    checks.that(numpy.mean(found) >= 50, "mean PSNR against a full decode and Lanczos")


def faults(checks, data):
    images = data / "media" / "images"
    finer = {"zero.jpg": "empty", "html.jpg": "not_media"}
    left_out = {"icc_bomb.png", "itxt_bomb.png", "png_decompression_dos.png"}  # their metadata is what is wrong
    small = fit(64)
    own = json.loads((images / "faulty" / "own" / "expected.json").read_text())
    answers = transform([(images / "faulty" / "own" / entry["file"], small) for entry in own])
    for entry, answer in zip(own, answers):
        wanted = finer.get(entry["file"], entry["verdict"])
        checks.equal(answer.get("outcome"), wanted, entry["file"])
        checks.equal("picture" in answer, wanted in ("ok", "repaired"), f"{entry['file']}: whether a picture is made")
    listed = [entry["file"] for entry in json.loads((images / "faulty" / "expected.json").read_text())["files"]
              if not entry["decodes"] and Path(entry["file"]).name not in left_out]
    for file, answer in zip(listed, transform([(images / file, small) for file in listed])):
        typed = "error" not in answer and (answer["outcome"] != "ok" or answer["codes"])
        checks.that(typed, f"{file}: {answer}")


def main():
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="transform.") as name:
        work = Path(name)
        for test in (orientations, scaled_and_turned, odd_sizes, modes, colours, depths_and_alpha, animations, encodings):
            test(checks, work)
        data = Path(os.environ.get("ASSAY_SHARED_DATA", _assay.ROOT.parent / "shared" / "data"))
        if data.is_dir():
            psnr_of_photographs(checks, data)
            faults(checks, data)
        else:
            checks.skip("no shared data beside this checkout")
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
