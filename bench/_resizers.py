"""One peer of resize_vs_peers.py in a process of its own: `_resizers.py NAME SIZE PASSES OUT < names of files`.

Reads all files first, then makes a JPEG of quality 95 of each, PASSES times. With OUT, "-" for none, it writes
lossless pictures there instead, once. Prints the files that gave a picture. Exit code 3: it is not installed.
"""
import io
import os
import sys
from pathlib import Path

QUALITY = 95
NO_JPEG = ValueError("no frame header")


def dimensions(data):
    """Width and height of a JPEG. Source: ITU-T T.81, B.2.2."""
    at = 2
    while at + 9 < len(data):
        marker, length = data[at + 1], int.from_bytes(data[at + 2:at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7:at + 9], "big"), int.from_bytes(data[at + 5:at + 7], "big")
        at += 2 + length
    raise NO_JPEG


def pillow(size):
    from PIL import Image

    def make(data, lossless):
        with Image.open(io.BytesIO(data)) as image:
            image.thumbnail((size, size), Image.Resampling.LANCZOS)
            out = io.BytesIO()
            if lossless:
                image.convert("RGB").save(out, "PNG")
            else:
                image.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True)
        return out.getvalue()
    return make


def opencv(size):
    import cv2
    import numpy
    cv2.setNumThreads(1)
    reduced = ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4), (2, cv2.IMREAD_REDUCED_COLOR_2))

    def flag(data):
        try:
            longest = max(dimensions(data))
        except ValueError:
            return cv2.IMREAD_COLOR
        return next((flag for n, flag in reduced if longest >= 2 * size * n), cv2.IMREAD_COLOR)

    def make(data, lossless):
        image = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), flag(data))
        if image is None:
            raise ValueError("not decoded")
        height, width = image.shape[:2]
        scale = min(1, size / max(width, height))
        to = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = cv2.resize(image, to, interpolation=cv2.INTER_AREA)
        if lossless:
            return cv2.imencode(".png", image)[1].tobytes()
        settings = [cv2.IMWRITE_JPEG_QUALITY, QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
        return cv2.imencode(".jpg", image, settings)[1].tobytes()
    return make


def vips(size):
    os.environ["VIPS_CONCURRENCY"] = "1"
    import pyvips
    pyvips.cache_set_max(0)

    def make(data, lossless):
        image = pyvips.Image.thumbnail_buffer(data, size, height=size, size="down", no_rotate=True)
        if lossless:
            return image.write_to_buffer(".png", strip=True)
        return image.write_to_buffer(".jpg", Q=QUALITY, optimize_coding=True, strip=True)
    return make


def img2dataset(size):
    os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"  # it would ask the network
    from img2dataset.resizer import Resizer

    def resizer(kind, quality):
        return Resizer(image_size=size, resize_mode="keep_ratio_largest", resize_only_if_bigger=True,
                       encode_quality=quality, encode_format=kind)
    jpeg, png = resizer("jpg", QUALITY), resizer("png", 6)

    def make(data, lossless):
        made, *_, error = (png if lossless else jpeg)(io.BytesIO(data))
        if made is None:
            raise ValueError(error)
        return made
    return make


def main():
    name, size, passes, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    try:
        make = {"pillow": pillow, "opencv": opencv, "vips": vips, "img2dataset": img2dataset}[name](size)
    except ImportError:
        return 3
    files = [Path(line) for line in sys.stdin.read().splitlines()]
    contents = [file.read_bytes() for file in files]
    accepted = []
    for _ in range(passes):
        accepted = []
        for file, data in zip(files, contents):
            try:
                made = make(data, out != "-")
            except Exception as error:  # noqa: BLE001: each peer has its own way to say no
                print(f"{file}: {error}", file=sys.stderr)
                continue
            accepted.append(file.name)
            if out != "-":
                (Path(out) / f"{file.name}.png").write_bytes(made)
    for name in accepted:
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
