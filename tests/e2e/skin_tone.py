#!/usr/bin/env python3
"""The colour of skin against a second implementation in NumPy and SciPy, through an audit.

Pictures of at most 512 pixels a side are measured as they are. Numbers agree within 0.001, as sums are taken in another
order; counts are exact.
"""
import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import numpy
from PIL import Image
from scipy.ndimage import gaussian_filter

import _assay

MONK = "f6ede4 f3e7db f7ead0 eadaba d7bd96 a07e56 825c43 604134 3a312a 292420".split()
RGB_TO_XYZ = numpy.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169],
                          [0.019334, 0.119193, 0.950227]])


def rgb(text):
    return tuple(bytes.fromhex(text))


def lab(samples):
    """L*a*b* (D65) of encoded sRGB from 0 to 1."""
    linear = numpy.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4)
    xyz = linear @ RGB_TO_XYZ.T / [0.95047, 1, 1.08883]
    f = numpy.where(xyz > 216 / 24389, numpy.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return numpy.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def hue(colours):
    return numpy.degrees(numpy.arctan2(colours[..., 2], colours[..., 1])) % 360


def is_skin(colours):
    light, angle = colours[..., 0], hue(colours)
    chroma = numpy.hypot(colours[..., 1], colours[..., 2])
    return ((light >= 10) & (light <= 98) & (chroma >= 8 - abs(light - 55) / 9) & (chroma <= 50)
            & (angle >= 20) & (angle <= 100))


def mode(values):
    """The middle of the fullest bin, as many as Sturges says."""
    if numpy.ptp(values) == 0:
        return values[0]
    counts, edges = numpy.histogram(values, bins="sturges")
    fullest = counts.argmax()
    return (edges[fullest] + edges[fullest + 1]) / 2


def apparent(colours):
    """Lightness, hue, a*, b*: the mean of the modes of the three lightest of five clusters."""
    angle = hue(colours)
    data = numpy.column_stack([colours[:, 0], numpy.where(angle >= 240, angle - 360, angle), colours[:, 1:]])
    data = data[numpy.lexsort(data.T[::-1])]
    points = data[:, :2]
    centres = points[[(2 * i + 1) * len(points) // 10 for i in range(5)]]
    labels = None
    for _ in range(100):
        nearest = ((points[:, None] - centres) ** 2).sum(-1).argmin(1)
        if labels is not None and (nearest == labels).all():
            break
        labels = nearest
        centres = numpy.array([points[labels == i].mean(0) if (labels == i).any() else centres[i] for i in range(5)])
    parts = [data[labels == i] for i in range(5) if (labels == i).any()]
    lightest = sorted(([mode(part[:, i]) for i in range(4)], len(part)) for part in parts)[-3:]
    found = numpy.average([modes for modes, _ in lightest], axis=0, weights=[size for _, size in lightest])
    return found[0], found[1] % 360, found[2], found[3]


def expected(file):
    samples = numpy.asarray(Image.open(file).convert("RGB")) / 255
    colours = lab(numpy.stack([gaussian_filter(samples[..., i], 1, truncate=4, mode="nearest") for i in range(3)], -1))
    used = is_skin(colours)
    if used.sum() < 100:
        return None
    light, angle, a, b = apparent(colours[used])
    others = colours[~used][:, 1:]
    said = {"pixels": int(used.sum()), "share": used.mean(), "lightness": light, "hue_deg": angle, "a": a, "b": b,
            "clipped": ((samples[used] == 0) | (samples[used] == 1)).any(-1).mean()}
    if b > 0:
        said["ita_deg"] = numpy.degrees(numpy.arctan((light - 50) / b))
    if len(others) >= 100:
        said["cast_chroma"] = numpy.hypot(*others.mean(0))
        spread = numpy.hypot(*abs(others - others.mean(0)).mean(0))
        said["cast_ratio"] = min(100, said["cast_chroma"] / spread) if spread else 100
    return said


def shaded_face(seed):
    """An oval of one swatch under light from a side, with noise, before a wall."""
    random = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[0:200, 0:160]
    picture = numpy.empty((200, 160, 3))
    picture[:] = (70, 90, 110)
    oval = ((x - 80) / 60) ** 2 + ((y - 100) / 80) ** 2 < 1
    shade = 0.55 + 0.45 * x / 160
    picture[oval] = (numpy.array(rgb(MONK[seed])) * shade[..., None])[oval]
    picture += random.normal(0, 3, picture.shape)
    return Image.fromarray(picture.round().clip(0, 255).astype("uint8"))


def audit(work, steps):
    plan = work / "plan.yaml"
    plan.write_text(f"assay: 1\nuse: {{purpose: commercial-training, jurisdiction: EU, date: {_assay.DATE}}}\n"
                    f"source: {{folder: pictures}}\nsteps: [{{inspect: [{steps}]}}]\n")
    out = work / steps.split(",")[0]
    code, stdout, stderr = _assay.run("audit", "--plan", plan, "--out", out)
    if code not in (0, 1):
        sys.exit(f"assay audit gave exit code {code}\n{stdout}{stderr}")
    return {row["key"]: row for row in _assay.parquet(out / "facts.parquet") if row["name"] == "quality.skin_tone"}


def main():
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_known_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="skin.") as name:
        work = Path(name)
        pictures = work / "pictures"
        pictures.mkdir()
        for i, swatch in enumerate(MONK):
            Image.new("RGB", (40, 40), rgb(swatch)).save(pictures / f"monk-{i + 1:02}.png")
            shaded_face(i).save(pictures / f"shaded-{i + 1:02}.png")
        Image.new("RGB", (64, 64), (60, 120, 60)).save(pictures / "grass.png")
        Image.new("L", (64, 64), 150).save(pictures / "grey.png")
        data = Path(os.environ.get("ASSAY_SHARED_DATA", _assay.ROOT.parent / "shared" / "data"))
        portrait = data / "privacy" / "images" / "astronaut.png"
        if portrait.is_file():
            (pictures / "portrait.png").write_bytes(portrait.read_bytes())
        else:
            checks.skip("no portrait beside this checkout")

        checks.equal(audit(work, "rights,privacy,quality,duplicates"), {}, "nobody asked, nobody measured")
        facts = audit(work, "skin_tone")
        checks.equal(len(facts), len(list(pictures.iterdir())), "one fact a picture")
        for file in sorted(pictures.iterdir()):
            want, fact = expected(file), facts[file.name]
            checks.equal(fact["state"], "present" if want else "absent", file.name)
            if not want:
                continue
            value = json.loads(fact["value"])
            wrong = {name: (value.get(name), number) for name, number in want.items()
                     if abs(value.get(name, 1e9) - number) > 1e-3 + 5e-5}
            checks.equal(wrong, {}, f"{file.name}: numbers")
            if file.name.startswith("monk"):
                checks.equal(value["monk"], int(file.stem[-2:]), f"{file.name}: its swatch")
            if file.name == "portrait.png":
                print(f"portrait: {fact['value']}")
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
