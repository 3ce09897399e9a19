"""A folder of recipes: one file for each, called as Plateau calls it, so that a new one is listed nowhere."""
import importlib.util
from pathlib import Path


def load(path):
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}.{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_folder(package):
    """Modules by their names. `package`: the `__file__` of the folder's own module."""
    folder = Path(package).parent
    return {path.stem: load(path) for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_")}
