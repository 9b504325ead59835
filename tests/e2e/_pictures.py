"""What tests of transforms share: the program that transforms, made pictures, profiles, differences."""
import io
import json
import struct
import subprocess
import tempfile
from pathlib import Path

import numpy
from PIL import Image

import _assay

PROGRAM = _assay.ROOT / "build" / "release" / "transform_files"
EXIF_ORIENTATION = 0x0112

# What turns an upright picture into the stored one of each orientation.
STORED = {1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
          4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
          6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270}


def transform(requests):
    """The answers to (file, arguments) pairs, each with what was made as "picture" and "bytes".

    Each is made twice: alone, and in one visit with an inspection, which must change nothing."""
    with tempfile.TemporaryDirectory(prefix="made.") as folder:
        lines = [json.dumps({"file": str(file), "arguments": arguments, "out": f"{folder}/{number}"})
                 for number, (file, arguments) in enumerate(requests)]
        lines += [json.dumps(json.loads(line) | {"look": True}) for line in lines]
        done = subprocess.run([str(PROGRAM)], input="\n".join(lines), capture_output=True, text=True, check=True,
                              env=_assay.environment())
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(answers) == 2 * len(requests), done.stderr
        alone, answers = answers[:len(requests)], answers[len(requests):]
        assert alone == answers, [pair for pair in zip(alone, answers) if pair[0] != pair[1]]
        for number, answer in enumerate(answers):
            if "sha256" in answer:
                answer["bytes"] = Path(folder, str(number)).read_bytes()
                answer["picture"] = Image.open(io.BytesIO(answer["bytes"]))
    return answers


def made(file, arguments):
    answer = transform([(file, arguments)])[0]
    assert "picture" in answer, answer
    return answer


def samples(picture):
    return numpy.asarray(picture).astype(int)


def largest_difference(a, b):
    a, b = samples(a), samples(b)
    return int(abs(a - b).max()) if a.shape == b.shape else f"shapes {a.shape} and {b.shape}"


def psnr(a, b):
    error = ((samples(a) - samples(b)) ** 2).mean()
    return 99.0 if error == 0 else float(10 * numpy.log10(255 ** 2 / error))


def slope(width, height, mode="RGB"):
    """Smooth, with some structure: what a filter does to it can be compared."""
    y, x = numpy.mgrid[0:height, 0:width]
    bands = [128 + 100 * numpy.sin(x / (5 + 3 * c) + c) * numpy.cos(y / (9 - 2 * c)) for c in range(len(mode))]
    levels = numpy.stack(bands, axis=2).round().astype(numpy.uint8)
    return Image.fromarray(levels if len(mode) > 1 else levels[..., 0])


def store(upright, orientation, path):
    """Saves the picture as a camera held the other way would."""
    turn = STORED[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    options = {".jpg": {"quality": 95, "subsampling": 0}, ".webp": {"lossless": True, "exact": True}, ".png": {}}
    stored.save(path, exif=exif, **options[path.suffix])
    return stored


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def profile(primaries, curve):
    """A matrix profile with these D50 colorants and one curve for all. Source: ICC.1:2022, 8.3, 10."""
    def xyz(values):
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))
    text = b"test\0"
    tags = {b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78),
            b"cprt": b"text\0\0\0\0CC0\0", b"wtpt": xyz((0.9642, 1, 0.8249)),
            b"rXYZ": xyz(primaries[0]), b"gXYZ": xyz(primaries[1]), b"bXYZ": xyz(primaries[2]),
            b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    table, body = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        table += name + struct.pack(">II", 132 + 12 * len(tags) + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    head = struct.pack(">I4sI4s4s4s", 132 + 12 * len(tags) + len(body), b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp")
    head = head.ljust(68, b"\0") + fixed(0.9642) + fixed(1) + fixed(0.8249)
    return head.ljust(128, b"\0") + table + body


def gamma(value):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256)) + b"\0\0"


# Colorants adapted to D50. Source: Adobe RGB (1998) 4.3; SMPTE EG 432-1 primaries, by Bradford.
ADOBE_RGB = profile(((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)), gamma(2.19921875))
DISPLAY_P3 = profile(((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)), gamma(2.2))
