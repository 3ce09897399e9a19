"""Images, histograms, tables and text: of plain lists, numpy, torch, PIL or matplotlib, whichever is there."""

import io
import json
import math

from . import png
from .guard import Quiet, warn_once
from .places import store_content
from .values import as_json, number_of

_LARGEST_TABLE = 1024 * 1024
_MOST_BINS = 512


def write(run, key, value, step):
    """Writes what is no number as records of its own kind. What cannot be shown is said once and passed over."""
    if isinstance(value, Quiet):
        return
    if isinstance(value, str):
        run._put({"type": "text", "key": key, "step": step, "text": value[:1_000_000]})
    elif isinstance(value, (list, tuple)) and value and all(hasattr(each, "_records") for each in value):
        for index, each in enumerate(value):
            for record in each._records(run, key, step):
                run._put({**record, "index": index} if record["type"] == "image" else record)
    elif hasattr(value, "_records"):
        for record in value._records(run, key, step):
            run._put(record)
    elif hasattr(value, "savefig") or _is_picture(value):
        write(run, key, Image(value), step)
    elif hasattr(value, "columns") and hasattr(value, "itertuples"):
        write(run, key, Table(dataframe=value), step)
    elif _is_array(value):
        # As W&B does: an array that is logged is shown as the distribution of its values.
        write(run, key, Histogram(value), step)
    elif isinstance(value, (list, tuple)):
        text = json.dumps(as_json(value), ensure_ascii=False)
        run._put({"type": "text", "key": key, "step": step, "text": text[:1_000_000]})
    else:
        kind = type(value).__name__
        warn_once(("value", kind), f"{key!r} was passed over: Plateau cannot show a {kind}.")


def _is_picture(value):
    return hasattr(value, "mode") and hasattr(value, "size") and hasattr(value, "tobytes")


def _is_array(value):
    return hasattr(value, "shape") and (hasattr(value, "tolist") or hasattr(value, "numpy"))


def _as_array(value):
    """A numpy array or nested lists of anything like an array, on the processor and without gradients."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        if str(getattr(value, "dtype", "")) == "torch.bfloat16":
            value = value.float()
    if hasattr(value, "numpy") and not hasattr(value, "__array_interface__"):
        value = value.numpy()
    return value


def _flat(value):
    """Numbers of nested lists or an array, in one list of floats."""
    value = _as_array(value)
    if hasattr(value, "ravel"):
        return [float(each) for each in value.ravel().tolist()]
    if isinstance(value, (list, tuple)):
        return [number for each in value for number in _flat(each)]
    return [number_of(value)]


class Image:
    """A picture: a path, bytes of a file, a PIL image, a matplotlib figure, or an array (height, width[, channels]).

    Arrays are 0 to 255, or 0 to 1 as floats; tensors of torch may have their channels first. `masks`, `boxes` and `classes`
    are accepted and not drawn.
    """

    def __init__(
        self,
        data_or_path,
        mode=None,
        caption=None,
        grouping=None,
        classes=None,
        boxes=None,
        masks=None,
        file_type=None,
        normalize=True,
    ):
        if isinstance(data_or_path, Image):
            self._content, caption = data_or_path._content, caption or data_or_path.caption
        else:
            self._content = None
        self.caption = caption
        if boxes or masks:
            warn_once("masks", "Boxes and masks of images are not drawn: the picture alone is kept.")
        try:
            if self._content is None:
                self._content = _picture(data_or_path, file_type)
            self.format, self.width, self.height = png.measure(self._content)
        except Exception as error:  # noqa: BLE001 - an object of any library
            warn_once(("image", str(error)[:80]), f"An image was passed over: {error}.")
            self._content = None
            self.format, self.width, self.height = None, 0, 0

    def _as_json(self, run):
        name = store_content(run._folder, self._content)
        fields = {"sha256": name, "format": self.format, "width": self.width, "height": self.height}
        return fields if self.caption is None else {**fields, "caption": str(self.caption)[:5_000]}

    def _records(self, run, key, step):
        if self._content is None:
            return []
        return [{"type": "image", "key": key, "step": step, **self._as_json(run)}]


def _picture(value, file_type):
    """Bytes of a picture file."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, str) or hasattr(value, "__fspath__"):
        with open(value, "rb") as file:
            return file.read()
    if hasattr(value, "savefig"):
        buffer = io.BytesIO()
        value.savefig(buffer, format="png")
        return buffer.getvalue()
    if hasattr(value, "get_figure") and not _is_array(value):
        return _picture(value.get_figure(), file_type)
    if _is_picture(value):
        buffer = io.BytesIO()
        usable = value if value.mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I") else value.convert("RGB")
        kind = "JPEG" if file_type in ("jpg", "jpeg") and usable.mode in ("L", "RGB") else "PNG"
        usable.save(buffer, format=kind)
        return buffer.getvalue()
    return _picture_of_array(value)


def _picture_of_array(value):
    channels_first = hasattr(value, "detach")
    array = _as_array(value)
    if hasattr(array, "shape"):
        return _picture_of_numpy(array, channels_first)
    return _picture_of_lists(array)


def _picture_of_numpy(array, channels_first):
    import numpy

    array = numpy.asarray(array)
    while array.ndim > 3 and array.shape[0] == 1:
        array = array[0]
    if array.ndim == 3 and array.shape[0] in (1, 3, 4) and (channels_first or array.shape[2] not in (1, 2, 3, 4)):
        array = array.transpose(1, 2, 0)
    if array.ndim == 2:
        array = array[:, :, None]
    if array.ndim != 3 or array.shape[2] not in (1, 2, 3, 4):
        raise ValueError(f"an array of the shape {'x'.join(map(str, array.shape))} is no picture")
    if array.dtype == bool:
        array = array.astype(numpy.uint8) * 255
    elif array.dtype != numpy.uint8:
        array = numpy.nan_to_num(array.astype(numpy.float64), nan=0.0)
        least, greatest = (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)
        if least < 0:
            array = (array - least) / ((greatest - least) or 1.0)
            greatest = 1.0
        if greatest <= 1.0:
            array = array * 255
        array = array.clip(0, 255).astype(numpy.uint8)
    height, width, channels = array.shape
    return png.encode(width, height, channels, array.tobytes())


def _picture_of_lists(rows):
    height, width = len(rows), len(rows[0])
    first = rows[0][0]
    channels = len(first) if isinstance(first, (list, tuple)) else 1
    numbers = _flat(rows)
    least = min(numbers)
    if least < 0:
        span = (max(numbers) - least) or 1.0
        numbers = [(number - least) / span for number in numbers]
    whole = all(isinstance(each, int) for row in rows for each in row) if channels == 1 else False
    scale = 255 if max(numbers) <= 1 and not whole else 1
    pixels = bytes(min(255, max(0, int(number * scale))) if number == number else 0 for number in numbers)
    return png.encode(width, height, channels, pixels)


class Histogram:
    """A distribution: of numbers, or ready as `np_histogram=(counts, edges)`. Values that are not finite are left out."""

    MAX_LENGTH = _MOST_BINS

    def __init__(self, sequence=None, np_histogram=None, num_bins=64):
        self.histogram, self.bins = [], []
        try:
            if np_histogram is not None:
                counts, edges = np_histogram[0], np_histogram[1]
                self.histogram, self.bins = _flat(counts), _flat(edges)
                if len(self.bins) != len(self.histogram) + 1:
                    raise ValueError(f"{len(self.histogram)} counts need {len(self.histogram) + 1} edges")
            elif sequence is not None:
                self.histogram, self.bins = _count(sequence, max(1, min(_MOST_BINS, int(num_bins))))
        except Exception as error:  # noqa: BLE001 - an object of any library
            self.histogram, self.bins = [], []
            warn_once(("histogram", str(error)[:80]), f"A histogram was passed over: {error}.")

    def _records(self, run, key, step):
        if not self.histogram:
            return []
        return [{"type": "histogram", "key": key, "step": step, "edges": self.bins, "counts": self.histogram}]


def _count(sequence, bins):
    array = _as_array(sequence)
    if hasattr(array, "ravel"):
        import numpy

        flat = numpy.asarray(array).ravel().astype(numpy.float64)
        flat = flat[numpy.isfinite(flat)]
        if flat.size == 0:
            return [], []
        counts, edges = numpy.histogram(flat, bins=bins)
        return counts.tolist(), edges.tolist()
    numbers = [number for number in _flat(array) if math.isfinite(number)]
    if not numbers:
        return [], []
    least, greatest = min(numbers), max(numbers)
    if least == greatest:
        least, greatest = least - 0.5, greatest + 0.5
    counts = [0] * bins
    for number in numbers:
        counts[min(bins - 1, int((number - least) / (greatest - least) * bins))] += 1
    return counts, [least + (greatest - least) * at / bins for at in range(bins)] + [greatest]


class Table:
    """Rows under named columns: of lists, or a DataFrame. Cells are numbers, text, None or images."""

    def __init__(
        self,
        columns=None,
        data=None,
        rows=None,
        dataframe=None,
        dtype=None,
        optional=True,
        allow_mixed_types=False,
        log_mode=None,
    ):
        frame = dataframe if dataframe is not None else data if hasattr(data, "itertuples") else None
        if frame is not None:
            self.columns = [str(column)[:500] for column in frame.columns]
            self.data = [list(row) for row in frame.itertuples(index=False, name=None)]
            return
        data = rows if data is None else data
        data = _as_array(data)
        self.data = [list(row) for row in (data.tolist() if hasattr(data, "tolist") else data or [])]
        if columns is None:
            columns = ["Input", "Output", "Expected"] if not self.data else range(len(self.data[0]))
        self.columns = [str(column)[:500] for column in columns]

    def add_data(self, *row):
        if len(row) != len(self.columns):
            warn_once("row", f"A row of {len(row)} cells was passed over: the table has {len(self.columns)} columns.")
            return
        self.data.append(list(row))

    def add_row(self, *row):
        self.add_data(*(row[0] if len(row) == 1 and isinstance(row[0], (list, tuple)) else row))

    def add_column(self, name, data, optional=False):
        data = list(_as_array(data))
        if self.data and len(data) != len(self.data):
            warn_once("column", f"The column {name!r} was passed over: it has {len(data)} rows, not {len(self.data)}.")
            return
        self.data = [[*row, cell] for row, cell in zip(self.data or [[] for _ in data], data)]
        self.columns = [*self.columns, str(name)] if self.data and len(self.data[0]) > 1 else [str(name)]

    def get_column(self, name, convert_to=None):
        at = self.columns.index(name)
        column = [row[at] for row in self.data]
        if convert_to == "numpy":
            import numpy

            return numpy.array(column)
        return column

    def iterrows(self):
        return enumerate(self.data)

    def get_dataframe(self):
        import pandas

        return pandas.DataFrame(self.data, columns=self.columns)

    def _records(self, run, key, step):
        rows = [[_cell(run, cell) for cell in row] for row in self.data]
        record = {"type": "table", "key": key, "step": step, "columns": self.columns, "rows": rows}
        content = json.dumps({"columns": self.columns, "rows": rows}, ensure_ascii=False).encode("utf-8", "replace")
        if len(content) > _LARGEST_TABLE:
            del record["rows"]
            record["sha256"] = store_content(run._folder, content)
        return [record]


def _cell(run, cell):
    if isinstance(cell, Image):
        return None if cell._content is None else cell._as_json(run)
    if hasattr(cell, "item") and getattr(cell, "size", None) == 1:
        cell = cell.item()
    return as_json(cell)
