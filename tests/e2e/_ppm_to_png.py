#!/usr/bin/python3 -IS
"""A converter as a user would write one: binary PPM in, PNG out. A comment in the file makes it do what the comment says, as a
hostile file makes a weak parser do; its sandbox has to stand that."""
import os
import signal
import struct
import sys
import time
import zlib


def flood():
    while True:
        os.write(1, bytes(65536))


def sockets():
    import socket
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect(("127.0.0.1", 9))


def signals():
    import fcntl
    fcntl.fcntl(1, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())
    fcntl.fcntl(1, fcntl.F_SETFL, os.O_ASYNC)


DEEDS = {
    "nap": lambda: time.sleep(3),
    "signal": signals,
    "hang": lambda: time.sleep(3600),
    "circle": lambda: sum(0 for _ in iter(int, 1)),
    "fork": lambda: [os.fork() for _ in range(64)],
    "flood": flood,
    "socket": sockets,
    "write": lambda: open("/tmp/assay-poison-was-here", "w"),
    "read": lambda: sys.stdout.buffer.write(open("/etc/passwd", "rb").read()),
    "kill": lambda: os.kill(os.getppid(), signal.SIGKILL),
    "memory": lambda: bytearray(16 << 30),
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "garbage": lambda: (os.write(1, b"a picture, honestly"), os._exit(0)),
    "silence": lambda: os._exit(0),
}


def fields(data):
    """The four words of the header, where the pixels begin, and the comments between."""
    words, comments, at = [], [], 0
    while len(words) < 4:
        end = next(i for i in range(at, len(data)) if data[i:i + 1].isspace())
        if data[at:at + 1] == b"#":
            end = data.index(b"\n", at)
            comments.append(data[at + 1:end].decode().strip())
        elif end > at:
            words.append(data[at:end])
        at = end + 1
    return words, at, comments


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def main():
    data = sys.stdin.buffer.read()
    (magic, *numbers), begin, comments = fields(data)
    for comment in comments:
        DEEDS[comment]()
    width, height, most = map(int, numbers)
    if magic != b"P6" or most != 255 or len(data) - begin != 3 * width * height:
        sys.exit("only whole PPM files of 8 bits")
    rows = (data[begin + 3 * width * y:begin + 3 * width * (y + 1)] for y in range(height))
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    sys.stdout.buffer.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


main()
