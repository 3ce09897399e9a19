"""Makes fixtures/pictures: small images as Pillow writes them, and what torchvision's antialiased bilinear resizing makes of one.

    venv/bin/pip install torch==2.13.0 numpy==2.4.6 pillow==13.0.0
    venv/bin/python tests/oracle/make_picture_fixtures.py

`resized.json` has the 24 x 16 pixels of `plain.png` on 5 x 7 and 40 x 20: `interpolate` with `antialias`, which v2.Resize calls, rounded to bytes.
"""
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

folder = Path(__file__).parent / "fixtures" / "pictures"
height, width = 16, 24


def plain():
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack([rows * 15, columns * 10, (rows * 7 + columns * 5) % 256], axis=-1).astype("uint8")


def corner():
    """Red where the upper left is, once it stands upright."""
    pixels = np.full((height, width, 3), 20, dtype="uint8")
    pixels[: height // 2, : width // 2] = [240, 30, 10]
    return pixels


def stored(pixels, orientation):
    """Pixels as a file has them whose EXIF orientation turns them back to these."""
    turned = {
        1: pixels,
        2: pixels[:, ::-1],
        3: pixels[::-1, ::-1],
        4: pixels[::-1],
        5: pixels.transpose(1, 0, 2),
        6: np.rot90(pixels, 1),
        7: pixels[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(pixels, -1),
    }[orientation]
    return Image.fromarray(np.ascontiguousarray(turned))


def resized(pixels, size):
    values = torch.from_numpy(pixels).permute(2, 0, 1)[None].double()
    made = torch.nn.functional.interpolate(values, size=size, mode="bilinear", antialias=True, align_corners=False)
    return made.round().clamp(0, 255)[0].permute(1, 2, 0).byte().flatten().tolist()


if __name__ == "__main__":
    folder.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(plain())
    for name, settings in [("plain.png", {}), ("plain.jpg", {"quality": 95}), ("plain.webp", {"lossless": True})]:
        image.save(folder / name, **settings)
    image.save(folder / "lossy.webp", quality=90)
    image.save(folder / "progressive.jpg", quality=95, progressive=True)
    image.convert("CMYK").save(folder / "cmyk.jpg", quality=95)
    image.convert("L").save(folder / "grey.png")
    Image.fromarray((plain()[..., 1].astype("uint16") * 257)).save(folder / "grey16.png")
    clear = image.convert("RGBA")
    clear.putalpha(0)
    clear.save(folder / "clear.png")
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        for ending, settings in [("png", {}), ("jpg", {"quality": 95}), ("webp", {"lossless": True})]:
            stored(corner(), orientation).save(folder / f"turned-{orientation}.{ending}", exif=exif, **settings)
    image.save(folder / "moving.webp", save_all=True, append_images=[Image.fromarray(corner())])
    sizes = [[5, 7], [40, 20], [16, 24]]
    made = {"shapes": sizes, "values": [resized(plain(), size) for size in sizes]}
    (folder / "resized.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")
