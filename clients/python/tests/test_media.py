"""Pictures, distributions and tables, with and without numpy."""

import json
import math
import struct
import sys
import unittest
import zlib

import plateau
from plateau import png

from . import reader
from .support import WithHome

try:
    import numpy
except ImportError:
    numpy = None


def decode(content):
    """Width, height, channels and bytes of an 8-bit PNG without filters, by its specification."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    at, head, packed = 8, None, b""
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        name, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        assert zlib.crc32(name + body) == struct.unpack_from(">I", content, at + 8 + length)[0]
        head = struct.unpack(">IIBBBBB", body) if name == b"IHDR" else head
        packed += body if name == b"IDAT" else b""
        at += 12 + length
    width, height, depth, colour = head[:4]
    channels = {0: 1, 4: 2, 2: 3, 6: 4}[colour]
    rows, line = zlib.decompress(packed), width * channels + 1
    assert depth == 8 and len(rows) == line * height and all(rows[at] == 0 for at in range(0, len(rows), line))
    return width, height, channels, b"".join(rows[at + 1 : at + line] for at in range(0, len(rows), line))


class Media(WithHome):
    def write(self, key, *values):
        run = plateau.init(home=self.home, console=False, system=False, reinit=True)
        for value in values:
            run.log({key: value})
        run.finish()
        self.id = run.id
        return [record for journal in reader.journals(self.home, run.id) for record in journal.records if record.get("key") == key]

    def pixels(self, value):
        [record] = self.write("image", value)
        content = reader.content(self.home, record["sha256"], self.id)
        width, height, channels, pixels = decode(content)
        self.assertEqual((record["format"], record["width"], record["height"]), ("png", width, height))
        return width, height, channels, list(pixels)

    def test_pictures_of_lists(self):
        self.assertEqual(self.pixels(plateau.Image([[0, 128], [255, 300], [7, 1]])), (2, 3, 1, [0, 128, 255, 255, 7, 1]))
        self.assertEqual(self.pixels(plateau.Image([[0.0, 0.5, 1.0]])), (3, 1, 1, [0, 127, 255]))
        self.assertEqual(self.pixels(plateau.Image([[-1.0, 1.0, math.nan]]))[:3], (3, 1, 1))
        self.assertEqual(self.pixels(plateau.Image([[[10, 20, 30], [40, 50, 60]]])), (2, 1, 3, [10, 20, 30, 40, 50, 60]))

    @unittest.skipIf(numpy is None, "there is no numpy here")
    def test_pictures_of_arrays_of_any_type_and_order(self):
        grey = numpy.arange(12, dtype=numpy.uint8).reshape(3, 4)
        self.assertEqual(self.pixels(plateau.Image(grey)), (4, 3, 1, list(range(12))))
        colour = numpy.arange(36, dtype=numpy.uint8).reshape(3, 4, 3)
        self.assertEqual(self.pixels(plateau.Image(colour)), (4, 3, 3, list(range(36))))
        first = numpy.zeros((3, 5, 7), numpy.uint8)
        self.assertEqual(self.pixels(plateau.Image(first))[:3], (7, 5, 3))
        self.assertEqual(self.pixels(plateau.Image(numpy.array([[0.0, 1.0]], numpy.float32)))[3], [0, 255])
        self.assertEqual(self.pixels(plateau.Image(numpy.array([[-1.0, 0.0, 1.0]])))[3], [0, 127, 255])
        self.assertEqual(self.pixels(plateau.Image(numpy.array([[0.0, 200.7, 400.0]])))[3], [0, 200, 255])
        self.assertEqual(self.pixels(plateau.Image(numpy.array([[True, False]])))[3], [255, 0])
        self.assertEqual(self.write("image", plateau.Image(numpy.zeros((2, 2, 9, 9)))), [])
        self.assertEqual(self.write("image", plateau.Image(numpy.zeros((0, 4)))), [])
        [scalar] = [record for record in self.write("x", numpy.random.rand(100)) if record["type"] == "histogram"]
        self.assertEqual((sum(scalar["counts"]), len(scalar["edges"])), (100, 65))
        run = plateau.init(home=self.home, console=False, system=False, reinit=True)
        run.log({"f32": numpy.float32(0.5), "i64": numpy.int64(7), "one": numpy.array([2.5]), "zero": numpy.array(1.5)}, step=numpy.int32(3))
        run.finish()
        values = {key: (step, value) for key, step, _, value in reader.journals(self.home, run.id)[0].points}
        self.assertEqual(values, {"f32": (3, 0.5), "i64": (3, 7), "one": (3, 2.5), "zero": (3, 1.5)})

    def test_several_pictures_of_a_step_captions_and_what_is_no_picture(self):
        two = [plateau.Image([[0]], caption="a"), plateau.Image([[9]], caption="b")]
        found = [(each["index"], each["caption"], each["step"]) for each in self.write("image", two)]
        self.assertEqual(found, [(0, "a", 0), (1, "b", 0)])
        self.assertEqual(self.write("image", plateau.Image("/no/such/file.png"), plateau.Image(b"text"), plateau.Image(object())), [])

    def test_formats_of_files_are_measured(self):
        self.assertEqual(png.measure(png.encode(3, 2, 4, bytes(24))), ("png", 3, 2))
        self.assertEqual(png.measure(b"GIF89a" + struct.pack("<HH", 20, 10)), ("gif", 20, 10))
        jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x0b\x08" + struct.pack(">HH", 480, 640) + b"\x03"
        self.assertEqual(png.measure(jpeg), ("jpeg", 640, 480))
        extended = b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(8) + (99).to_bytes(3, "little") + (49).to_bytes(3, "little")
        self.assertEqual(png.measure(extended), ("webp", 100, 50))
        lossless = b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f" + struct.pack("<I", 99 | 49 << 14) + bytes(9)
        self.assertEqual(png.measure(lossless), ("webp", 100, 50))
        for broken in (b"", b"\xff\xd8", b"RIFF", b"\x89PNG", b"\xff\xd8\xff\xe0\x00\x00" * 3):
            with self.assertRaises(ValueError):
                png.measure(broken)

    def test_distributions_count_every_finite_value(self):
        [record] = self.write("h", plateau.Histogram([1, 2, 2.5, 3, math.nan, math.inf], num_bins=4))
        self.assertEqual((record["edges"], record["counts"]), ([1, 1.5, 2, 2.5, 3], [1, 0, 1, 2]))
        [ready] = self.write("h", plateau.Histogram(np_histogram=([3, 4], [0, 1, 2])))
        self.assertEqual((ready["edges"], ready["counts"]), ([0, 1, 2], [3, 4]))
        [same] = self.write("h", plateau.Histogram([[5], [5]]))
        self.assertEqual(sum(same["counts"]), 2)
        self.assertEqual(self.write("h", plateau.Histogram([]), plateau.Histogram(np_histogram=([1], [1]))), [])

    def test_tables_small_and_larger_than_a_record(self):
        table = plateau.Table(columns=["id", "image", "words"])
        table.add_data(1, plateau.Image([[0]]), "é")
        table.add_data(float("nan"), None, "b")
        table.add_data("too", "short")
        table.add_column("more", [True, 2])
        [small] = self.write("t", table)
        self.assertEqual(small["columns"], ["id", "image", "words", "more"])
        self.assertEqual([[type(cell).__name__ for cell in row] for row in small["rows"]], [["int", "dict", "str", "bool"], ["str", "NoneType", "str", "int"]])
        [large] = self.write("t", plateau.Table(columns=["a"], data=[["x" * 100]] * 20_000))
        self.assertNotIn("rows", large)
        self.assertEqual(len(json.loads(reader.content(self.home, large["sha256"], self.id))["rows"]), 20_000)

    def test_the_same_without_numpy(self):
        script = """
import sys
sys.modules["numpy"] = None
import plateau
run = plateau.init(system=False)
run.log({"image": plateau.Image([[0, 255]]), "h": plateau.Histogram([1, 2, 3]), "t": plateau.Table(columns=["a"], data=[[1]]), "x": 1})
"""
        self.run_script(script)
        found = [record["type"] for record in reader.journals(self.home)[0].records if "key" in record]
        self.assertEqual(found, ["image", "histogram", "table"])


if __name__ == "__main__":
    unittest.main()
