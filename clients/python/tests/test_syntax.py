"""Every file can be read by Python 3.9, and needs nothing but the standard library."""

import ast
import os
import unittest

from .support import CLIENT

ADAPTERS = {"keras.py", "lightning.py", "transformers.py"}
# Imported where they are there already, inside functions.
OPTIONAL = {"numpy", "pandas", "torch", "yaml", "wandb", "mlflow"}
STANDARD = {
    *("_thread", "argparse", "atexit", "contextlib", "ctypes", "enum", "functools", "getpass", "glob", "hashlib", "importlib"),
    *("io", "json", "math", "mmap", "os", "platform", "pwd", "random", "re", "resource", "shutil", "signal", "socket", "struct", "subprocess"),
    *("sys", "tempfile", "threading", "time", "traceback", "zlib"),
}


def files():
    for folder, _, names in os.walk(os.path.join(CLIENT, "plateau")):
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))


class Syntax(unittest.TestCase):
    def test_python_3_9_reads_it_and_modules_import_only_the_standard_library(self):
        for path in files():
            with open(path, encoding="utf-8") as file:
                text = file.read()
            tree = ast.parse(text, path, feature_version=(3, 9))
            at_top = {id(node) for node in tree.body}
            if os.path.basename(path) in ADAPTERS:
                self.assertLess(text.count("\n"), 100, path)
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    names = [node.module]
                else:
                    continue
                allowed = STANDARD | {"plateau"} | (set() if id(node) in at_top else OPTIONAL)
                self.assertLessEqual({name.split(".")[0] for name in names}, allowed, path)


if __name__ == "__main__":
    unittest.main()
