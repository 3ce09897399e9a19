"""Logs points into a run of a Plateau that is open: log_points.py HOME RUN. Needs msgpack (pip install msgpack)."""

import os
import socket
import struct
import sys
from array import array

import msgpack

CONTRACT_VERSION = 9
FLOAT64_ARRAY = 8


def float64(numbers):
    """Numbers as one block of doubles; a plain list of floats does as well."""
    block = array("d", numbers)
    if sys.byteorder == "big":
        block.byteswap()
    return msgpack.ExtType(0x74, bytes([FLOAT64_ARRAY]) + block.tobytes())


class Plateau:
    """A connection to the core of a home. Only one thread may use it."""

    def __init__(self, home):
        home = os.path.realpath(home)
        with open(os.path.join(home, "core.socket"), encoding="utf-8") as record:
            path = record.read()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._next_id = 1
        self._send({"kind": "hello", "contractVersion": CONTRACT_VERSION, "home": home, "client": "cli"})
        welcome = self._receive()
        if welcome["kind"] != "welcome":
            raise RuntimeError(welcome["error"]["message"])

    def append(self, run, series):
        """Stores points; `series` is a list of {"key", "steps", "values"}. Returns how many points each series has now."""
        number, self._next_id = self._next_id, self._next_id + 1
        request = {"run": run, "series": series}
        self._send({"kind": "request", "id": number, "name": "points.append", "input": request})
        while True:
            frame = self._receive()
            # Events come between the answers.
            if frame["kind"] == "reply" and frame["id"] == number:
                break
        reply = frame["reply"]
        if not reply["ok"]:
            raise RuntimeError(reply["error"]["message"])
        return reply["value"]["counts"]

    def close(self):
        self._socket.close()

    def _send(self, frame):
        packed = msgpack.packb(frame)
        self._socket.sendall(struct.pack(">I", len(packed)) + packed)

    def _receive(self):
        (length,) = struct.unpack(">I", self._read(4))
        return msgpack.unpackb(self._read(length), strict_map_key=False)

    def _read(self, length):
        parts = bytearray()
        while len(parts) < length:
            part = self._socket.recv(length - len(parts))
            if not part:
                raise ConnectionError("Plateau has ended.")
            parts += part
        return bytes(parts)


if __name__ == "__main__":
    plateau = Plateau(sys.argv[1])
    for first in range(0, 1000, 200):
        steps = range(first, first + 200)
        values = [1 / (step + 1) for step in steps]
        counts = plateau.append(sys.argv[2], [{"key": "python/loss", "steps": float64(steps), "values": float64(values)}])
    print(counts)
    plateau.close()
