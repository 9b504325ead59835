#!/usr/bin/env python3
"""Composites of one portrait, and what OpenCV's face detector finds in them: tables for assay fairness detection.

    faces.py OUT      needs numpy and opencv-python-headless 4

Writes OUT/truth.csv, OUT/found.csv, OUT/pictures.csv, the pictures, and OUT/tones: the face at each lightness. The same bytes each time,
but for what the detector finds, which may differ with its version.
"""
import csv
import sys
from pathlib import Path

import cv2
import numpy as np

PICTURES, WIDTH, HEIGHT = 480, 320, 240
SHIFTS = {"as it is": 0, "15 darker": -15, "30 darker": -30, "45 darker": -45}  # of L*, 0 to 100
PORTRAIT = Path(__file__).with_name("portrait.jpg")
FACE = (44, 32, 144, 162)  # drawn by hand around the face: xmin, ymin, xmax, ymax
HEAD = (94, 93, 66, 82)  # an ellipse around it: centre and half axes


def darker(picture, shift):
    """The picture with L* moved, colours kept."""
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
    lab[..., 0] = np.clip(lab[..., 0] + shift, 0, 100)
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2BGR) * 255, 0, 255)


def background(rng):
    """Soft patches of colour."""
    coarse = rng.uniform(60, 200, (6, 8, 3)).astype(np.float32)
    return cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def paste(scene, head, mask, left, rng):
    """Puts a head into the half of the scene that begins at `left`; gives the edges of its face."""
    scale = rng.uniform(0.55, 0.8)
    size = (round(head.shape[1] * scale), round(head.shape[0] * scale))
    head, mask = cv2.resize(head, size, interpolation=cv2.INTER_AREA), cv2.resize(mask, size)[..., None]
    x, y = left + rng.integers(0, WIDTH // 2 - size[0] + 1), rng.integers(0, HEIGHT - size[1] + 1)
    part = scene[y:y + size[1], x:x + size[0]]
    part[:] = mask * head + (1 - mask) * part
    return [x + FACE[0] * scale, y + FACE[1] * scale, x + FACE[2] * scale, y + FACE[3] * scale]


def seen(scene, light, rng):
    """What a camera gives: less light, and the noise of its sensor."""
    exposure, noise = {"bright": (1, 2), "dim": (0.3, 3)}[light]
    return np.clip(scene * exposure + rng.normal(0, noise, scene.shape), 0, 255).astype(np.uint8)


def main():
    out, rng = Path(sys.argv[1]), np.random.default_rng(20260115)
    (out / "tones").mkdir(parents=True, exist_ok=True)
    portrait = cv2.imread(str(PORTRAIT))
    mask = np.zeros(portrait.shape[:2], np.float32)
    cv2.ellipse(mask, HEAD[:2], HEAD[2:], 0, 0, 360, 1, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 4)
    heads = {name: darker(portrait, shift) for name, shift in SHIFTS.items()}
    for name, head in heads.items():
        face = head[FACE[1] + 20:FACE[3], FACE[0]:FACE[2]]
        cv2.imwrite(str(out / "tones" / f"{name}.png"), face.astype(np.uint8))
    detector = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")
    pictures, truth, found = [], [], []
    for i in range(PICTURES):
        name, light = f"{i:03}.png", ("bright", "dim")[i % 2]
        scene = background(rng)
        pictures.append([name, light])
        for left in (0, WIDTH // 2)[:i % 3]:  # none, one or two faces
            tone = list(SHIFTS)[rng.integers(len(SHIFTS))]
            truth.append([name, *paste(scene, heads[tone], mask, left, rng), tone])
        picture = seen(scene, light, rng)
        cv2.imwrite(str(out / name), picture)
        boxes, _, scores = detector.detectMultiScale3(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), 1.1, 3, outputRejectLevels=True)
        found += [[name, x, y, x + w, y + h, score] for (x, y, w, h), score in zip(boxes, scores)]
    edges = ["xmin", "ymin", "xmax", "ymax"]
    for table, names, rows in (("pictures", ["image", "light"], pictures), ("truth", ["image", *edges, "tone"], truth),
                               ("found", ["image", *edges, "score"], found)):
        with (out / f"{table}.csv").open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([names, *rows])


if __name__ == "__main__":
    main()
