#!/usr/bin/env python3
"""Makes examples/ and docs/examples/SOURCES.csv: one inherited folder, some of each trouble.

    make_examples.py DATA     DATA has media/images/photos and rights/media-metadata/c2pa

The pictures are real photographs under CC BY, CC BY-SA and CC0, made smaller. Invented marks (a
licence, a position, a serial number that the photograph never had) stand on CC0 photographs only.
Needs scripts/requirements-test.txt. The result is committed: nobody else has to run this.
"""
import csv
import io
import json
import shutil
import struct
import sys
import zlib
from pathlib import Path

import piexif
import pillow_heif
import pillow_jxl  # noqa: F401  registers itself with Pillow
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
OUT, TABLE = ROOT / "examples", ROOT / "docs" / "examples" / "SOURCES.csv"
pillow_heif.register_heif_opener()

LOMIRI = "Debian package lomiri-wallpapers-16.04 20.04.0-2"
MDN = "mdn/learning-area @ca1ff0bd06e1"
PHOTOS = {  # name: file, author, true licence, where from
    "aitzgorri": ("lomiri_aitzgorri_by_aitzol_berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0", LOMIRI),
    "bridge": ("lomiri_bridge_by_sander_klootwijk.jpg", "Sander Klootwijk", "CC-BY-SA-4.0", LOMIRI),
    "brushes": ("lomiri_picture_1a_by_freespace.jpg", "Trevor \"Freespace\"", "CC-BY-4.0", LOMIRI),
    "clock": ("lomiri_greentock_by_peter_nerlich.jpg", "Peter Nerlich", "CC-BY-SA-4.0", LOMIRI),
    "creek": ("lomiri_life_by_aitzol_berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0", LOMIRI),
    "dandelion": ("lomiri_seeding_by_clements_engelhardt.jpg", "Clemens Engelhardt", "CC0-1.0", LOMIRI),
    "dogs": ("lomiri_friends_by_aitzol_berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0", LOMIRI),
    "dragonfly": ("lomiri_dragonfly_by_bolly.jpg", "Bolly", "CC-BY-SA-4.0", LOMIRI),
    "fig": ("lomiri_picture_0b_by_freespace.jpg", "Trevor \"Freespace\"", "CC-BY-4.0", LOMIRI),
    "larch": ("mdn_larch.jpg", "Mozilla", "CC0-1.0", MDN),
    "panda": ("mdn_red-panda.jpg", "Mozilla", "CC0-1.0", MDN),
    "picos": ("lomiri_picosdeeuropa_by_aitzol_berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0", LOMIRI),
    "sunset": ("lomiri_sunset_by_aitzol_berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0", LOMIRI),
    "umang": ("lomiri_umang_by_abhishek_mudgal.jpg", "Abhishek Mudgal", "CC-BY-4.0", LOMIRI),
    "whale": ("mdn_blue-whale.jpg", "Mozilla", "CC0-1.0", MDN),
    "wine": ("lomiri_wine_by_jakkub_mede.jpg", "Jakub Mede", "CC-BY-4.0", LOMIRI),
}
ADDRESS = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
PHOTO_DIR, ROWS = None, []


def picture(name, side_px=800, box=None):
    """The photograph, cropped to `box` (fractions of its sides) and scaled to fit `side_px`."""
    image = Image.open(PHOTO_DIR / PHOTOS[name][0]).convert("RGB")
    if box:
        image = image.crop([round(f * s) for f, s in zip(box, image.size * 2)])
    image.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
    return image


def xmp(licence=None, creator=None, rights=None, data_mining=None):
    escape = lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    body = ""
    if licence:
        url = ADDRESS[licence]
        body += (f"<xmpRights:Marked>True</xmpRights:Marked><xmpRights:WebStatement>{url}"
                 f'</xmpRights:WebStatement><cc:license rdf:resource="{url}"/>')
    if rights:
        body += f'<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{escape(rights)}</rdf:li></rdf:Alt></dc:rights>'
    if creator:
        body += f"<dc:creator><rdf:Seq><rdf:li>{escape(creator)}</rdf:li></rdf:Seq></dc:creator>"
    if data_mining:
        body += f"<plus:DataMining>http://ns.useplus.org/ldf/vocab/{data_mining}</plus:DataMining>"
    return ('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" '
            'xmlns:cc="http://creativecommons.org/ns#" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/">'
            f'{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>').encode()


def exif(copyright_notice=None, artist=None, orientation=None, phone=False, thumbnail=None):
    image, photo, gps, first = {}, {}, {}, {}
    if copyright_notice:
        image[piexif.ImageIFD.Copyright] = copyright_notice.encode()
    if artist:
        image[piexif.ImageIFD.Artist] = artist.encode()
    if orientation:
        image[piexif.ImageIFD.Orientation] = orientation
    if phone:
        image[piexif.ImageIFD.Make], image[piexif.ImageIFD.Model] = b"Example", b"Phone 1"
        photo[piexif.ExifIFD.DateTimeOriginal] = b"2021:06:12 09:41:00"
        photo[piexif.ExifIFD.BodySerialNumber] = b"0012345678"
        photo[piexif.ExifIFD.CameraOwnerName] = b"Ada Example"
        gps = {piexif.GPSIFD.GPSVersionID: (2, 3, 0, 0),
               piexif.GPSIFD.GPSLatitudeRef: b"N", piexif.GPSIFD.GPSLatitude: ((42, 1), (57, 1), (480, 100)),
               piexif.GPSIFD.GPSLongitudeRef: b"W", piexif.GPSIFD.GPSLongitude: ((2, 1), (19, 1), (1200, 100))}
    data = {"0th": image, "Exif": photo, "GPS": gps}
    if thumbnail:
        small = thumbnail.copy()
        small.thumbnail((160, 120))
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=70)
        first = {piexif.ImageIFD.Compression: 6}
        data.update({"1st": first, "thumbnail": buffer.getvalue()})
    return piexif.dump(data)


def iptc(notice):
    """An APP13 segment whose only field is the copyright notice (2:116)."""
    text = notice.encode()
    record = b"\x1c\x01\x5a\x00\x03\x1b%G" + struct.pack(">BBBH", 0x1C, 2, 116, len(text)) + text
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) & 1)
    body = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def jpeg(image, quality=82, iptc_notice=None, **marks):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, **{k: v for k, v in marks.items() if v})
    data = buffer.getvalue()
    if not iptc_notice:
        return data
    at = 2
    while data[at:at + 2] in (b"\xff\xe0", b"\xff\xe1"):
        at += 2 + struct.unpack(">H", data[at + 2:at + 4])[0]
    return data[:at] + iptc(iptc_notice) + data[at:]


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png_bomb(side_px=30000):
    """A valid PNG of 900 million black pixels in a few kilobytes."""
    chunk = lambda kind, data: (struct.pack(">I", len(data)) + kind + data
                                + struct.pack(">I", zlib.crc32(kind + data)))
    packer, row = zlib.compressobj(9), bytes((side_px + 7) // 8 + 1)
    body = b"".join(packer.compress(row) for _ in range(side_px)) + packer.flush()
    header = struct.pack(">IIBBBBB", side_px, side_px, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def put(path, data, shows, photo=None, origin=None):
    target = OUT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data if isinstance(data, bytes) else data.encode())
    _, author, licence, where = PHOTOS[photo] if photo else (None, "Assay", "CC0-1.0", "made here")
    if origin:
        author, licence, where = origin
    ROWS.append((path, author, licence, where, shows))


def forum():
    by = PHOTOS["aitzgorri"][1]
    first = jpeg(picture("aitzgorri"), xmp=xmp("CC-BY-4.0", by, f"(c) {by}, CC BY 4.0"))
    put("forum/2014/aitzgorri.jpg", first, "CC BY 4.0 in its XMP", "aitzgorri")
    put("forum/2014/dragonfly.jpg", jpeg(picture("dragonfly"), 78, xmp=xmp("CC-BY-SA-4.0", "Bolly")),
        "CC BY-SA 4.0 in its XMP", "dragonfly")
    put("forum/2014/bridge.jpg", jpeg(picture("bridge"), iptc_notice="(c) Sander Klootwijk, CC BY-SA 4.0"),
        "a licence in prose: IPTC copyright notice", "bridge")
    put("forum/2015/été_猫.jpg", jpeg(picture("sunset"), xmp=xmp("CC-BY-4.0", by)),
        "CC BY 4.0; a name outside ASCII", "sunset")
    put("forum/2015/aitzgorri (1).jpg", first, "exact copy of forum/2014/aitzgorri.jpg", "aitzgorri")
    put("forum/2015/aitzgorri-small.jpg", jpeg(picture("aitzgorri", 480), 70),
        "near copy, its licence lost on the way", "aitzgorri")
    put("forum/2015/dragonfly-mirrored.jpg",
        jpeg(picture("dragonfly").transpose(Image.Transpose.FLIP_LEFT_RIGHT), 75),
        "mirrored copy, its licence lost on the way", "dragonfly")


def blog():
    invented = "; the mark is invented"
    put("blog/larch.jpg", jpeg(picture("larch", box=(0, 0, .55, 1)), xmp=xmp("CC-BY-NC-4.0", "A. Example")),
        "CC BY-NC 4.0 in its XMP" + invented, "larch")
    notice = "(c) 2014 A. Example. All rights reserved."
    put("blog/panda.jpg", jpeg(picture("panda", box=(.4, 0, 1, 1)), iptc_notice=notice,
                               exif=exif(notice, "A. Example")),
        "all rights reserved, in EXIF and IPTC" + invented, "panda")
    put("blog/whale.jpg", jpeg(picture("whale", box=(0, .1, .7, 1)), xmp=xmp("CC-BY-4.0", "A. Example"),
                               exif=exif("(c) A. Example. All rights reserved. No use without permission.")),
        "XMP says CC BY, EXIF says all rights reserved" + invented, "whale")
    put("blog/dandelion.jpg", jpeg(picture("dandelion", box=(0, 0, .5, 1)),
                                   xmp=xmp("CC0-1.0", "A. Example", None, "DMI-PROHIBITED-AIMLTRAINING")),
        "CC0, yet PLUS Data Mining prohibits training" + invented, "dandelion")
    put("blog/meadow.jpg", jpeg(picture("dandelion", box=(.5, .2, 1, 1))), "no mark at all", "dandelion")


def museum():
    put("museum/LICENSE", "The photographs in this folder are dedicated to the public domain.\n"
        "CC0 1.0 Universal: https://creativecommons.org/publicdomain/zero/1.0/\n",
        "a licence of the folder (evidence, no record)")
    put("museum/larch.jpg", jpeg(picture("larch", box=(.35, 0, 1, 1))), "only the folder names a licence", "larch")
    put("museum/whale.jpg", jpeg(picture("whale"), xmp=xmp("CC0-1.0")), "CC0 in its XMP as well", "whale")


def phone():
    shown = picture("panda", box=(.45, 0, .95, 1))
    stored = shown.copy()
    stored.paste((0, 0, 0), tuple(round(f * s) for f, s in zip((.3, .1, .7, .6), shown.size * 2)))
    put("phone/IMG_0001.jpg", jpeg(stored, xmp=xmp("CC0-1.0"), exif=exif(phone=True, thumbnail=shown)),
        "position, serial number, owner; the face is blacked out, the thumbnail still shows it", "panda")
    put("phone/IMG_0002.jpg", jpeg(picture("larch", box=(.2, .3, 1, 1)).transpose(Image.Transpose.ROTATE_90),
                                   xmp=xmp("CC0-1.0"), exif=exif(orientation=6)),
        "stored on its side, EXIF orientation 6", "larch")


def saved():
    put("saved/wine.jpg", jpeg(picture("wine")), "its licence is in a JSON sidecar", "wine")
    put("saved/wine.jpg.json", json.dumps(
        {"category": "flickr", "subcategory": "image", "title": "Wine", "extension": "jpg",
         "author": "Jakub Mede", "license": ADDRESS["CC-BY-4.0"]}, indent=2) + "\n",
        "gallery-dl's description (evidence, no record)")
    put("saved/umang.jpg", jpeg(picture("umang")), "its licence is in an XMP sidecar", "umang")
    put("saved/umang.xmp", xmp("CC-BY-4.0", "Abhishek Mudgal"), "XMP sidecar (evidence, no record)")


def formats(data):
    by = xmp("CC-BY-4.0", "Aitzol Berasategi")
    put("formats/picos.heic", encoded(picture("picos"), "HEIF", quality=60, xmp=by), "HEIC, CC BY 4.0", "picos")
    put("formats/creek.avif", encoded(picture("creek"), "AVIF", quality=55, speed=6, max_threads=1, xmp=by),
        "AVIF, CC BY 4.0", "creek")
    put("formats/brushes.jxl", encoded(picture("brushes"), "JXL", quality=80, num_threads=1),
        "JPEG XL, no mark", "brushes")
    put("formats/clock.webp", encoded(picture("clock"), "WEBP", quality=80,
                                      xmp=xmp("CC-BY-SA-4.0", "Peter Nerlich")), "WebP, CC BY-SA 4.0", "clock")
    put("formats/fig.jpg", encoded(picture("fig", 420), "PNG", optimize=True), "a PNG whose name says JPEG", "fig")
    source = data / "rights" / "media-metadata" / "c2pa" / "training_mining_not_allowed.png"
    put("formats/credentials.png", source.read_bytes(), "C2PA: training and mining not allowed",
        origin=("Spawning", "MIT", "Spawning-Inc/datadiligence @ea09739a0589"))


def broken():
    put("broken/cut.jpg", jpeg(picture("dogs", 480))[:20000], "a download that stopped", "dogs")
    put("broken/bomb.png", png_bomb(), "900 million pixels in 110 kB")
    put("broken/page.jpg", "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>"
        "<body>Not Found</body></html>\n", "a web page under the name of a picture")
    put("broken/empty.jpg", b"", "no bytes")


def main():
    global PHOTO_DIR
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = Path(sys.argv[1])
    PHOTO_DIR = data / "media" / "images" / "photos"
    shutil.rmtree(OUT, ignore_errors=True)
    for make in (forum, blog, museum, phone, saved, broken):
        make()
    formats(data)
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "author", "licence", "origin", "shows"))
        writer.writerows(sorted(ROWS))
    size = sum(f.stat().st_size for f in OUT.rglob("*") if f.is_file())
    print(f"{len(ROWS)} files, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
