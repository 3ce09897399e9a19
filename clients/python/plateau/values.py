"""What people hand over, as what a record can hold: numbers, JSON, flat keys."""

import math

from .guard import Quiet

LONGEST_KEY = 200
_DEEPEST = 32
_LARGEST_ARRAY = 10_000  # elements that are written out in settings


def number_of(value):
    """A float of anything that is one number (numpy scalars, tensors of one element, booleans). TypeError otherwise."""
    kind = type(value)
    if kind is int or kind is bool:
        return float(value)
    if isinstance(value, (str, bytes, bytearray, Quiet)):
        raise TypeError("it is no number")
    if isinstance(value, (float, int)):
        return float(value)
    # Arrays and tensors: one element is a number, more are not.
    size = getattr(value, "size", None)
    if size is not None and hasattr(value, "item"):
        count = value.numel() if callable(size) and hasattr(value, "numel") else size
        if count == 1:
            return float(value.item())
        raise TypeError("an array is no number")
    if hasattr(value, "numpy") and hasattr(value, "shape"):
        array = value.numpy()
        if getattr(array, "size", 0) == 1:
            return float(array.item())
        raise TypeError("an array is no number")
    if hasattr(value, "__float__"):
        return float(value)
    raise TypeError(f"{kind.__name__} is no number")


def is_key(key):
    """Whether a series may be called so: 1 to 200 printable characters."""
    return isinstance(key, str) and 0 < len(key) <= LONGEST_KEY and key.isprintable()


def flatten(data, prefix="", depth=0):
    """Pairs of key and value of nested dictionaries, joined with dots as W&B joins them."""
    for key, value in data.items():
        name = prefix + (key if isinstance(key, str) else str(key))
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from flatten(value, name + ".", depth + 1)
        else:
            yield name, value


def _number_as_json(value):
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def as_json(value, depth=0):
    """Anything as JSON: numbers that JSON has not are texts, arrays are lists, unknown objects are what they print."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**1023 else str(value)
    if isinstance(value, float):
        return _number_as_json(float(value))
    if depth >= _DEEPEST:
        return _printed(value)
    if isinstance(value, dict) or hasattr(value, "items") and hasattr(value, "keys"):
        return {str(key): as_json(each, depth + 1) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(each, depth + 1) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted((as_json(each, depth + 1) for each in value), key=str)
    if hasattr(value, "tolist"):
        try:
            if getattr(value, "size", 0) > _LARGEST_ARRAY:
                return f"an array of the shape {'x'.join(map(str, value.shape))}"
            return as_json(value.tolist(), depth + 1)
        except Exception:  # noqa: BLE001 - an object of any library; it is printed instead
            return _printed(value)
    return _printed(value)


def _printed(value):
    try:
        return str(value)[:10_000]
    except Exception:  # noqa: BLE001 - __str__ of any object
        return f"<{type(value).__name__}>"


def settings_of(given):
    """A dictionary of what was handed over as settings: dictionaries, argparse's, dataclasses, objects with attributes.

    Raises TypeError where there is nothing to read.
    """
    if given is None:
        return {}
    if isinstance(given, dict):
        return given
    if isinstance(given, str):
        return _settings_of_file(given)
    if hasattr(given, "items") and hasattr(given, "keys"):
        return dict(given.items())
    if hasattr(given, "__dataclass_fields__"):
        return {name: getattr(given, name) for name in given.__dataclass_fields__}
    if hasattr(given, "to_dict"):
        return dict(given.to_dict())
    if hasattr(given, "flag_values_dict"):
        return dict(given.flag_values_dict())
    if hasattr(given, "__dict__"):
        return {name: value for name, value in vars(given).items() if not name.startswith("_")}
    raise TypeError(f"settings cannot be read from {type(given).__name__}")


def _settings_of_file(path):
    if path.endswith(".json"):
        import json

        with open(path, encoding="utf-8") as file:
            return dict(json.load(file))
    try:
        import yaml
    except ImportError:
        raise TypeError(f"{path} is YAML, and there is no package yaml here to read it") from None
    with open(path, encoding="utf-8") as file:
        content = yaml.safe_load(file) or {}
    # W&B's form of such a file has each value under "value".
    return {
        key: each["value"] if isinstance(each, dict) and "value" in each else each
        for key, each in content.items()
        if key != "wandb_version"
    }
