#!/usr/bin/env python3
"""Drawn streets, and what OpenCV's people detector (HOG) finds in them: tables for assay fairness detection.

    streets.py OUT      needs numpy and opencv-python-headless 4

Figures are drawn: walking, in a wheelchair, behind a stroller. Weather is made of pixels. Writes OUT/truth.csv, OUT/found.csv,
OUT/pictures.csv and the pictures. The same each time, but for what the detector finds, which may differ with its version.
"""
import csv
import sys
from pathlib import Path

import cv2
import numpy as np

PICTURES, WIDTH, HEIGHT = 400, 400, 240
WEATHERS = ["day", "night", "fog", "rain"]
KINDS = ["walking", "wheelchair", "stroller"]


class Pen:
    """Draws in units of a figure's eighth, from the point between its feet."""

    def __init__(self, scene, x, y, height, colour):
        self.scene, self.x, self.y, self.unit, self.colour = scene, x, y, height / 8, colour

    def at(self, x, y):
        return round(self.x + x * self.unit), round(self.y - y * self.unit)

    def line(self, start, end, width):
        cv2.line(self.scene, self.at(*start), self.at(*end), self.colour, max(1, round(width * self.unit)), cv2.LINE_AA)

    def blob(self, middle, half):
        cv2.ellipse(self.scene, self.at(*middle), (round(half[0] * self.unit), round(half[1] * self.unit)), 0, 0, 360, self.colour, -1, cv2.LINE_AA)

    def wheel(self, middle, radius):
        cv2.circle(self.scene, self.at(*middle), round(radius * self.unit), self.colour, max(2, round(0.2 * self.unit)), cv2.LINE_AA)

    def edges(self, left, top, right):
        (xmin, ymin), (xmax, ymax) = self.at(left, top), self.at(right, 0)
        return [xmin, ymin, xmax, ymax]


def figure(pen, kind, rng):
    """Draws one; gives the edges of its box: the person, and what carries it or is pushed."""
    if kind == "wheelchair":
        pen.wheel((-0.3, 1.2), 1.2)
        pen.wheel((1.5, 0.4), 0.4)
        pen.line((-0.9, 2), (1.1, 2), 0.8)
        pen.line((1.1, 2), (1.5, 0.3), 0.7)
        pen.blob((-0.5, 3.4), (0.8, 1.5))
        pen.blob((-0.4, 5.4), (0.45, 0.6))
        pen.line((-0.3, 4.2), (0.7, 2.6), 0.4)
        return pen.edges(-1.5, 6, 1.9)
    step, arm = rng.uniform(0.4, 1.1), rng.uniform(0, 0.3)
    pen.line((-0.1, 4), (-step, 0.3), 0.9)
    pen.line((0.1, 4), (step, 0.3), 0.9)
    pen.blob((0, 5.4), (1.05, 1.7))
    pen.blob((0, 7.4), (0.5, 0.65))
    pen.line((-0.9, 6.5), (-1.2 - arm, 3.6), 0.5)
    if kind == "walking":
        pen.line((0.9, 6.5), (1.2 + arm, 3.6), 0.5)
        return pen.edges(-1.6, 8, 1.6)
    pen.line((0.9, 6.3), (2.4, 4), 0.5)
    pen.line((2.4, 4), (3.4, 1.2), 0.3)
    pen.blob((3.7, 2.4), (1.2, 0.9))
    pen.wheel((3, 0.6), 0.6)
    pen.wheel((4.6, 0.6), 0.6)
    return pen.edges(-1.6, 8, 5.2)


def street(rng):
    scene, horizon = np.empty((HEIGHT, WIDTH, 3), np.float32), round(HEIGHT * 0.45)
    scene[:horizon], scene[horizon:] = np.array([200, 190, 180]) * rng.uniform(0.7, 1.1), 120 * rng.uniform(0.7, 1.2)
    x = 0
    while x < WIDTH:
        width, top = rng.integers(30, 90), rng.integers(5, horizon - 20)
        scene[top:horizon + 5, x:x + width] = rng.uniform(90, 190, 3)
        x += width
    return scene


def seen(scene, weather, rng):
    """What a camera gives: grain of the street, weather, noise of the sensor."""
    scene = scene + cv2.GaussianBlur(rng.normal(0, 14, scene.shape).astype(np.float32), (0, 0), 1.2)
    if weather == "night":
        scene = 0.12 * scene
    if weather == "fog":
        scene = 0.25 * scene + 0.75 * 190
    if weather == "rain":
        for x, y in zip(rng.integers(0, WIDTH, 250).tolist(), rng.integers(0, HEIGHT, 250).tolist()):
            cv2.line(scene, (x, y), (x - 4, y + 14), (200, 200, 200), 1, cv2.LINE_AA)
    return np.clip(cv2.GaussianBlur(scene, (0, 0), 0.8) + rng.normal(0, 3, scene.shape), 0, 255).astype(np.uint8)


def main():
    out, rng = Path(sys.argv[1]), np.random.default_rng(20260115)
    out.mkdir(parents=True, exist_ok=True)
    detector = cv2.HOGDescriptor()
    detector.setSVMDetector(cv2.HOGDescriptor.getDefaultPeopleDetector())
    pictures, truth, found = [], [], []
    for i in range(PICTURES):
        name, weather, scene = f"{i:03}.png", WEATHERS[i % 4], street(rng)
        pictures.append([name, weather])
        for left in (0, WIDTH // 2)[:rng.integers(0, 3)]:  # none, one or two people
            kind = KINDS[rng.integers(len(KINDS))]
            dark = rng.integers(2)  # clothes
            pen = Pen(scene, left + rng.uniform(50, 100), rng.uniform(190, 230), rng.uniform(110, 150), rng.uniform(*((10, 60), (190, 245))[dark], 3).tolist())
            truth.append([name, *figure(pen, kind, rng), kind])
        picture = seen(scene, weather, rng)
        cv2.imwrite(str(out / name), picture)
        boxes, scores = detector.detectMultiScale(picture, winStride=(8, 8), padding=(8, 8), scale=1.05)
        # The detector's window has a margin around the person, as OpenCV's own sample takes off.
        found += [[name, x + 0.1 * w, y + 0.07 * h, x + 0.9 * w, y + 0.87 * h, score] for (x, y, w, h), score in zip(boxes, scores)]
    edges = ["xmin", "ymin", "xmax", "ymax"]
    for table, names, rows in (("pictures", ["image", "weather"], pictures), ("truth", ["image", *edges, "person"], truth),
                               ("found", ["image", *edges, "score"], found)):
        with (out / f"{table}.csv").open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([names, *rows])


if __name__ == "__main__":
    main()
