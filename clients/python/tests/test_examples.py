"""The programs of examples/, with the packages that are installed here."""

import os
import subprocess
import sys
import unittest

from . import reader
from .support import CLIENT, WithHome
from .test_adapters import needs

EXAMPLES = os.path.join(os.path.dirname(os.path.dirname(CLIENT)), "examples")


class Examples(WithHome):
    def run_example(self, name, *arguments, **more):
        command = [sys.executable, os.path.join(EXAMPLES, name), *arguments]
        done = subprocess.run(command, env=self.environment(**more), cwd=self.home, capture_output=True, text=True, timeout=85)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("failed and was passed over", done.stderr)
        [journal] = reader.journals(self.home)
        self.assertEqual(journal.of("state")[-1]["reason"], "completed")

    @needs("torch")
    def test_pytorch_report(self):
        sizes = ("--train-size", "128", "--validation-size", "64", "--epochs", "3", "--architecture", "plain")
        self.run_example("pytorch_report.py", "--synthetic", *sizes, OMP_NUM_THREADS="1")
        self.assertEqual([step for step, _ in reader.series(self.home, "val_mse")], [1, 2, 3])
        said = reader.run_json(self.home)
        self.assertEqual((said["stepsAreEpochs"], said["config"]["monitor"]), (True, "val_mse"))
        self.assertEqual(len(reader.records(self.home, "image")), 8)

    @needs("keras", "torch", "numpy")
    def test_keras_digits(self):
        self.run_example("keras_digits.py", "--epochs", "2", KERAS_BACKEND="torch", OMP_NUM_THREADS="1")
        self.assertEqual([step for step, _ in reader.series(self.home, "val_accuracy")], [0, 1])

    @needs("sklearn")
    def test_sklearn_forest(self):
        self.run_example("sklearn_forest.py", "--trees", "20")
        self.assertEqual([step for step, _ in reader.series(self.home, "accuracy")], [10, 20])
        self.assertEqual(len(reader.records(self.home, "table")[0]["rows"]), 100)


if __name__ == "__main__":
    unittest.main()
