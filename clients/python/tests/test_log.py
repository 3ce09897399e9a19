"""What `log` and the rest of a run write, step by step."""

import json
import os
import threading
import unittest

import plateau

from . import reader
from .support import WithHome


class InThisProcess(WithHome):
    def begin(self, **options):
        run = plateau.init(home=self.home, **{"console": False, "system": False, "reinit": "finish_previous", **options})
        self.addCleanup(run.finish)
        return run

    def test_steps_go_up_by_themselves_stay_and_go_back_as_with_wandb(self):
        run = self.begin()
        run.log({"a": 1})
        run.log({"a": 2})
        run.log({"a": 3}, commit=False)
        run.log({"b": 4})
        run.log({"a": 5}, step=10)
        run.log({"b": 6})
        run.log({"a": 7}, step=12, commit=True)
        run.log({"a": 8})
        run.log({"a": 9}, step=2**53 - 1)
        run.log({"a": 10}, step=1)
        run.log({"a": 11}, step=-1)
        run.log({"a": 12}, step="twelve")
        run.finish()
        expected = [(0, 1), (1, 2), (2, 3), (10, 5), (12, 7), (13, 8), (2**53 - 1, 9), (1, 10)]
        self.assertEqual(reader.series(self.home, "a"), expected)
        self.assertEqual(reader.series(self.home, "b"), [(2, 4), (10, 6)])

    def test_numbers_of_all_kinds_nested_keys_text_and_what_is_none(self):
        run = self.begin()
        deep = current = {}
        for _ in range(100):
            current["d"] = {}
            current = current["d"]
        run.log({"int": 3, "bool": True, "nan": float("nan"), "inf": float("-inf"), "huge": 10**400, "none": None})
        run.log({"a": {"b": {"c": 1.5, "words": "text"}}, "deep": deep, 7: 2, "list": [1, 2], "complex": 1j})
        run.log({"": 1, "x" * 201: 1, "tab\t": 1, "ok/ü 学习": 1})
        run.log([1, 2])
        run.log(None)
        run.log({"object": object(), "after": 1})
        run.finish()
        [journal] = reader.journals(self.home)
        values = {key: value for key, _, _, value in journal.points}
        self.assertEqual(
            {key: value for key, value in values.items() if key != "nan"},
            {"int": 3, "bool": 1, "inf": float("-inf"), "a.b.c": 1.5, "7": 2, "ok/ü 学习": 1, "after": 1},
        )
        self.assertNotEqual(values["nan"], values["nan"])
        self.assertEqual([(each["key"], each["text"]) for each in journal.of("text")], [("a.b.words", "text"), ("list", "[1, 2]")])
        self.assertIn("3 values were refused", " ".join(line for each in journal.of("log") for line in each["lines"]))

    def test_config_and_summary_by_item_and_attribute_are_records(self):
        run = self.begin(project="p", name="n", tags=["t"], notes="why", group="g", config={"lr": 0.1, "net": {"depth": 3}})
        run.config.epochs = 5
        run.config["lr"] = float("inf")
        run.config.update({"net": {"depth": 4}, "odd": {1, 2}}, allow_val_change=True)
        self.assertEqual((run.config.epochs, run.config["lr"], run.config.get("none", 1)), (5, float("inf"), 1))
        self.assertEqual("epochs" in run.config, True)
        run.log({"acc": 0.5})
        run.summary["best"] = float("nan")
        run.summary.update({"test": {"acc": 1}})
        self.assertEqual((run.summary["acc"], run.summary.get("none")), (0.5, None))
        run.name, run.tags, run.notes = "other", ["t", "u"], "more"
        run.finish()
        said = reader.run_json(self.home)
        self.assertEqual(
            {key: said[key] for key in ("protocol", "id", "project", "name", "tags", "notes", "group", "config")},
            {
                **{"protocol": 1, "id": run.id, "project": "p", "name": "n", "tags": ["t"], "notes": "why", "group": "g"},
                "config": {"lr": 0.1, "net": {"depth": 3}},
            },
        )
        self.assertEqual(said["origin"]["kind"], "logged")
        self.assertLessEqual({"command", "folder", "host", "python", "packages"}, set(said["environment"]))
        merged = {}
        for record in reader.records(self.home, "config"):
            merged.update(record["config"])
        self.assertEqual(merged, {"epochs": 5, "lr": "Infinity", "net": {"depth": 4}, "odd": [1, 2]})
        self.assertEqual(
            [record["summary"] for record in reader.records(self.home, "summary")],
            [{"best": "NaN"}, {"test": {"acc": 1}}],
        )
        wishes = [{key: each[key] for key in each if key not in ("type", "time")} for each in reader.records(self.home, "run")]
        self.assertEqual(wishes, [{"name": "other"}, {"tags": ["t", "u"]}, {"notes": "more"}])

    def test_metrics_alerts_and_log_lines(self):
        run = self.begin()
        run.define_metric("epoch")
        run.define_metric("val/*", step_metric="epoch", goal="minimize", unit="dB", hidden=True)
        run.define_metric("acc", summary="max,last", target=0.9)
        run.alert("Low", "accuracy", level=plateau.AlertLevel.WARN)
        run.alert("Odd", level="no such level")
        run.log_lines(["one", "two"], "debug")
        run.finish()
        metrics = [{key: each[key] for key in each if key not in ("type", "time")} for each in reader.records(self.home, "metric")]
        self.assertEqual(
            metrics,
            [
                {"key": "epoch"},
                {"key": "val/*", "direction": "lower", "unit": "dB", "step": "epoch", "hidden": True},
                {"key": "acc", "direction": "higher", "goal": 0.9},
            ],
        )
        self.assertEqual([each["level"] for each in reader.records(self.home, "alert")], ["warning", "info"])

    def test_files_are_kept_by_content_and_again_when_they_changed(self):
        run = self.begin()
        path = os.path.join(self.home, "notes.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("first")
        run.save(path, base_path=self.home)
        with open(path, "w", encoding="utf-8") as file:
            file.write("second")
        with open(os.path.join(run.dir, "model.bin"), "wb") as file:
            file.write(b"\x00" * 3_000_000)
        artifact = plateau.Artifact("weights", "model")
        artifact.add_file(path, "in/it.txt")
        with artifact.new_file("made.json") as file:
            json.dump({"a": 1}, file)
        run.log_artifact(artifact, aliases=["best"]).wait()
        run.log_artifact(path, name="by-reference", type="data", copy=False)
        self.assertEqual(run.use_artifact("weights:latest").name, "weights")
        run.finish()
        kept = [(each["name"], each["copied"], each.get("artifact", {}).get("name")) for each in reader.records(self.home, "file")]
        self.assertEqual(
            kept,
            [
                ("notes.txt", True, None),
                ("in/it.txt", True, "weights"),
                ("made.json", True, "weights"),
                ("notes.txt", False, "by-reference"),
                ("model.bin", True, None),
                ("notes.txt", True, None),
            ],
        )
        contents = [reader.content(self.home, each["sha256"]) for each in reader.records(self.home, "file") if each["copied"]]
        self.assertEqual(contents, [b"first", b"second", b'{"a": 1}', b"\x00" * 3_000_000, b"second"])

    def test_more_keys_than_a_short_record_can_number(self):
        run = self.begin()
        for number in range(70_000):
            run.log({f"k{number}": number}, step=0)
        run.log({"k0": -1, "k69999": -2}, step=1)
        run.log({f"k{number}": 1 for number in range(300)}, step=2)
        run.finish()
        points = reader.journals(self.home)[0].points
        self.assertEqual([value for _, step, _, value in points if step == 0], list(range(70_000)))
        self.assertEqual([(key, value) for key, step, _, value in points if step == 1], [("k0", -1), ("k69999", -2)])
        self.assertEqual(sum(step == 2 for _, step, _, _ in points), 300)

    def test_settings_and_lines_of_any_size(self):
        run = self.begin(config={"array": [0] * 100, "deep": [[["x"]]]})
        run.config["words"] = "x" * 20_000_000
        run.log_lines(["é" * 200_000] * 50)
        run.log({"text": "a" * 3_000_000})
        run.finish()
        self.assertEqual(reader.records(self.home, "config"), [])
        lines = [line for each in reader.records(self.home, "log") for line in each["lines"]]
        self.assertEqual([len(line) for line in lines], [100_000] * 50)
        self.assertEqual(len(reader.records(self.home, "text")[0]["text"]), 1_000_000)

    def test_threads_share_the_steps_and_lose_nothing(self):
        run = self.begin()

        def work(name):
            for number in range(2_000):
                run.log({name: number, "all": number})

        threads = [threading.Thread(target=work, args=(f"t{number}",)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        run.finish()
        points = reader.series(self.home, "all")
        self.assertEqual(sorted(step for step, _ in points), list(range(8_000)))
        for number in range(4):
            self.assertEqual([value for _, value in reader.series(self.home, f"t{number}")], list(range(2_000)))

    def test_a_run_resumed_by_its_id_goes_on_after_its_last_step_as_a_new_attempt(self):
        for wished in ("resumed0run", "My Run #1"):
            for attempt in range(1, 4):
                run = self.begin(id=wished, resume="allow")
                self.assertEqual(run.step, (attempt - 1) * 3)
                self.assertEqual(run.resumed, attempt > 1)
                for _ in range(3):
                    run.log({"loss": attempt})
                run.finish()
            found = reader.journals(self.home, run.id)
            self.assertEqual([journal.records[0]["attempt"] for journal in found], [1, 2, 3])
            self.assertEqual([step for step, _ in reader.series(self.home, "loss", run.id)], list(range(9)))

    def test_nothing_of_it_raises_without_a_run_after_its_end_or_where_nothing_can_be_written(self):
        plateau.finish()
        plateau.log({"a": 1})
        plateau.alert("title")
        self.assertIsNone(plateau.save("x"))
        run = self.begin()
        run.finish()
        run.log({"a": 1})
        run.log({"new": 1})
        run.config["late"] = 1
        run.finish()
        self.assertEqual(reader.series(self.home, "a"), [])
        blocked = os.path.join(self.home, "file")
        with open(blocked, "w", encoding="utf-8"):
            pass
        nowhere = plateau.init(home=os.path.join(blocked, "home"), reinit=True)
        nowhere.log({"a": 1, "image": plateau.Image([[0]])})
        nowhere.save(__file__)
        nowhere.finish()
        disabled = plateau.init(home=self.home, mode="disabled", config={"a": 1}, reinit=True)
        disabled.log({"a": 1})
        disabled.log_artifact(__file__, name="x", type="y")
        self.assertEqual(disabled.config.a, 1)
        disabled.finish()
        self.assertEqual(len(reader.runs(self.home)), 1)

    def test_what_wandb_has_and_plateau_has_not_does_nothing(self):
        run = self.begin()
        for thing in (plateau.Video("x"), plateau.sklearn.plot_roc(), plateau.Api().runs("a/b"), run.mark_preempting()):
            self.assertFalse(thing)
            run.log({"thing": thing, "number": 1})
        with self.assertRaises(AttributeError):
            plateau.__nothing__
        try:
            raise plateau.errors.CommError("x")
        except plateau.CommError:
            pass
        run.finish()
        self.assertEqual([value for _, value in reader.series(self.home, "number")], [1] * 4)


class FullDisk(WithHome):
    def test_what_a_full_disk_costs_is_counted_and_said_and_logging_goes_on_afterwards(self):
        """A limit on the size of files stands for the disk: writes fail in the same way."""
        script = """
import resource, signal, sys
import plateau
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if sys.argv[1] == "written":
    import plateau.writer
    plateau.writer.open_journal_file = plateau.writer.WrittenFile
run = plateau.init(console=False, system=False)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
for step in range(20_000):
    run.log({"loss": step})
run.log({"picture": plateau.Image([[0, 1]] * 10)})
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
run.log({"after": 1})
"""
        for way in ("mapped", "written"):
            _, errors = self.run_script(script, way)
            self.assertEqual(errors.count("values are lost"), 1, errors)
            run = reader.runs(self.home)[-1]
            points = reader.series(self.home, "loss", run)
            self.assertEqual(points, [(step, step) for step in range(len(points))])
            self.assertTrue(2_000 < len(points) < 20_000)
            self.assertEqual(reader.series(self.home, "after", run), [(20_001, 1)])
            said = " ".join(line for each in reader.records(self.home, "log", run) for line in each["lines"])
            self.assertIn("records were lost", said)


if __name__ == "__main__":
    unittest.main()
