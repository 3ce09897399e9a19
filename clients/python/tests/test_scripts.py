"""Scripts as they are written for W&B run with their imports changed, and what they log is there."""

import importlib.util
import os
import re
import unittest

from . import reader
from .support import WithHome

SCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scripts")


def changed(text):
    """The one change: `import wandb` and `from wandb...` name Plateau."""
    text = re.sub(r"^import wandb$", "import plateau as wandb", text, flags=re.MULTILINE)
    return re.sub(r"^from wandb(?=[. ])", "from plateau", text, flags=re.MULTILINE)


class Scripts(WithHome):
    def run_changed(self, name, code=0, **more):
        with open(os.path.join(SCRIPTS, name + ".py"), encoding="utf-8") as file:
            text = file.read()
        needed = re.match(r"# needs: (\w+)", text)
        if needed and importlib.util.find_spec(needed.group(1)) is None:
            self.skipTest(f"{needed.group(1)} is not installed here")
        path = os.path.join(self.home, name + ".py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(changed(text))
        # As a file, so that processes that are spawned find it.
        launch = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, sys.argv[1]]))"
        output, errors = self.run_script(launch, path, code=code, KERAS_BACKEND="torch", **more)
        self.assertNotIn("failed and was passed over", errors)
        return output, errors

    def keys(self, run=None):
        return {key for journal in reader.journals(self.home, run) for key in journal.keys if not key.startswith("system/")}

    def finished(self, run=None):
        return [each["reason"] for each in reader.records(self.home, "state", run) if each["state"] == "finished"]

    def test_pytorch_loop(self):
        self.run_changed("pytorch_loop")
        losses = reader.series(self.home, "train.loss")
        self.assertEqual([step for step, _ in losses], list(range(16)))
        self.assertLess(losses[-1][1], losses[0][1])
        self.assertEqual([value for _, value in reader.series(self.home, "epoch")], [epoch for epoch in range(4) for _ in range(4)])
        self.assertEqual(reader.records(self.home, "summary")[0]["summary"]["final_loss"], losses[-1][1])
        self.assertEqual([step for step, _ in reader.series(self.home, "gradients/0.weight")], list(range(0, 16, 2)))
        self.assertEqual(len(reader.series(self.home, "parameters/2.bias")), 8)

    def test_keras_callback(self):
        self.run_changed("keras_callback")
        self.assertEqual([value for _, value in reader.series(self.home, "epoch/epoch")], [0, 1, 2])
        self.assertLessEqual({"epoch/loss", "epoch/val_loss", "epoch/accuracy", "batch/loss", "epoch/learning_rate"}, self.keys())

    def test_hyperparameters(self):
        self.run_changed("hyperparameters")
        found = [(reader.run_json(self.home, run), run) for run in reader.runs(self.home)]
        self.assertEqual(sorted(said["config"]["lr"] for said, _ in found), [0.1, 0.2, 0.5])
        for said, run in found:
            self.assertEqual((said["group"], said["config"]["layers"]), ("grid", [32, 16]))
            self.assertEqual([value for _, value in reader.series(self.home, "val/loss", run)], [said["config"]["lr"] / n for n in (1, 2, 3)])
            told = [record["config"] for record in reader.records(self.home, "config", run)]
            self.assertEqual(told, [{"momentum": 0.9}, {"seed": 1}])

    def test_images(self):
        self.run_changed("images")
        pictures = reader.records(self.home, "image")
        self.assertEqual([(each["key"], each["step"], each.get("index"), each.get("caption")) for each in pictures if each["step"] == 0], [("examples", 0, index, f"class {index}") for index in range(3)])
        self.assertEqual(len([each for each in pictures if each["key"] == "masked"]), 2)
        self.assertEqual(sorted({each["key"] for each in reader.records(self.home, "histogram")}), ["activations", "weights"])
        for each in pictures:
            self.assertEqual(reader.content(self.home, each["sha256"])[:4], b"\x89PNG")

    def test_tables(self):
        self.run_changed("tables")
        tables = {each["key"]: each for each in reader.records(self.home, "table")}
        self.assertEqual(tables["predictions"]["rows"][9], [9, 0, 1, 0.9])
        self.assertEqual(tables["parabola"]["rows"], [[x, x * x] for x in range(5)])
        self.assertEqual(tables["matrix"]["rows"], [["cat", "cat", 1], ["cat", "dog", 0], ["dog", "cat", 1], ["dog", "dog", 1]])
        self.assertEqual([(each["key"], each["text"]) for each in reader.records(self.home, "text")], [("page", "<b>done</b>"), ("note", "finished")])

    def test_artifacts(self):
        self.run_changed("artifacts")
        files = [(each["name"], each.get("artifact", {}).get("name")) for each in reader.records(self.home, "file")]
        self.assertEqual(files, [("data.json", "numbers"), ("data.json", None), ("model.txt", None)])
        self.assertEqual(reader.series(self.home, "total"), [(0, 6)])

    def test_several_processes(self):
        self.run_changed("several_processes")
        names = {}
        for run in reader.runs(self.home):
            names[reader.run_json(self.home, run)["name"]] = run
        self.assertEqual(sorted(names), ["parent", "worker-0", "worker-1", "worker-2"])
        for number in range(3):
            self.assertEqual(reader.series(self.home, "loss", names[f"worker-{number}"]), [(step, 1 / (step + 1 + number)) for step in range(5)])
        self.assertEqual(self.keys(names["parent"]), {"from the worker", "from the parent"})

    def test_resume(self):
        self.run_changed("resume")
        self.assertEqual(reader.series(self.home, "loss"), [(epoch, 6 - epoch) for epoch in range(6)])
        self.assertEqual([journal.records[0]["attempt"] for journal in reader.journals(self.home)], [1, 2])

    def test_offline(self):
        output, _ = self.run_changed("offline")
        self.assertIn("ran offline", output)
        self.assertEqual(reader.series(self.home, "metric"), [(0, 0), (10, 1), (20, 2), (30, 3)])
        self.assertEqual((reader.run_json(self.home)["tags"], reader.run_json(self.home)["notes"]), (["night"], "no network"))

    def test_alerts(self):
        _, errors = self.run_changed("alerts", code=1)
        self.assertEqual(errors.count("Plateau has no Api"), 1)
        self.assertEqual([each["level"] for each in reader.records(self.home, "alert")], ["warning", "warning"])
        [state] = [each for each in reader.records(self.home, "state") if each["state"] == "finished"]
        self.assertEqual((state["reason"], state["exception"]["message"]), ("failed", "diverged"))

    def test_unchanged_with_the_folder_that_stands_for_wandb(self):
        from .support import CLIENT

        with open(os.path.join(SCRIPTS, "resume.py"), encoding="utf-8") as file:
            text = file.read()
        path = os.pathsep.join([os.path.join(CLIENT, "as_wandb"), CLIENT])
        _, errors = self.run_script(text + "import wandb.integration\n", PYTHONPATH=path)
        self.assertEqual(errors, "")
        self.assertEqual(reader.series(self.home, "loss"), [(epoch, 6 - epoch) for epoch in range(6)])


if __name__ == "__main__":
    unittest.main()
