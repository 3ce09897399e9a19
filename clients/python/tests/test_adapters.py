"""Adapters and mirrors with the real packages, where they are installed."""

import importlib.util
import unittest

from . import reader
from .support import WithHome


def needs(*names):
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"{', '.join(missing)} not installed here")


class Adapters(WithHome):
    def values(self, key, run=None):
        return [value for _, value in reader.series(self.home, key, run)]

    @needs("keras", "torch", "numpy")
    def test_keras_begins_and_ends_its_own_run(self):
        script = """
import keras, numpy
from plateau.keras import PlateauCallback
model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
x = numpy.random.rand(64, 2)
model.fit(x, x.sum(axis=1), validation_split=0.25, epochs=3, verbose=0, callbacks=[PlateauCallback(project="keras", name="one", save_model=True)])
"""
        _, errors = self.run_script(script, KERAS_BACKEND="torch")
        self.assertNotIn("failed", errors)
        self.assertEqual(reader.series(self.home, "epoch"), [(0, 0), (1, 1), (2, 2)])
        self.assertEqual([len(self.values(key)) for key in ("loss", "val_loss", "learning_rate")], [3, 3, 3])
        config = {key: value for each in reader.records(self.home, "config") for key, value in each["config"].items()}
        self.assertEqual((config["epochs"], config["parameters"], config["optimizer"]["name"].lower()), (3, 13, "sgd"))
        self.assertEqual([each["name"] for each in reader.records(self.home, "file")], ["model.keras"])
        self.assertEqual(reader.records(self.home, "state")[-1]["reason"], "completed")

    @needs("lightning", "torch")
    def test_lightning_logs_at_its_global_step(self):
        script = """
import logging, warnings
warnings.simplefilter("ignore")
import lightning, torch
from plateau.lightning import PlateauLogger
class Module(lightning.LightningModule):
    def __init__(self, width=4):
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(2, 1)
    def training_step(self, batch, _):
        loss = self.layer(batch[0]).pow(2).mean()
        self.log("loss", loss)
        return loss
    def validation_step(self, batch, _):
        self.log("val_loss", self.layer(batch[0]).pow(2).mean())
    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)
data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(40, 2)), batch_size=4)
logger = PlateauLogger(project="lightning", log_model=True)
trainer = lightning.Trainer(max_epochs=2, logger=logger, log_every_n_steps=2, accelerator="cpu", enable_progress_bar=False, enable_model_summary=False)
trainer.fit(Module(), data, data)
logger.log_image("picture", [torch.rand(3, 4, 4)], step=20)
"""
        _, errors = self.run_script(script)
        self.assertNotIn("failed and was", errors)
        self.assertEqual([step for step, _ in reader.series(self.home, "loss")], list(range(1, 20, 2)))
        self.assertEqual([step for step, _ in reader.series(self.home, "val_loss")], [9, 19])
        self.assertEqual(reader.records(self.home, "config")[0]["config"], {"width": 4})
        self.assertEqual(len(reader.records(self.home, "image")), 1)
        self.assertEqual(reader.records(self.home, "file")[0]["artifact"]["type"], "model")

    @needs("transformers", "torch", "accelerate")
    def test_the_trainer_of_transformers(self):
        script = """
import torch, transformers
from plateau.transformers import PlateauCallback
config = transformers.BertConfig(vocab_size=20, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
model = transformers.BertForSequenceClassification(config)
data = [{"input_ids": torch.randint(0, 20, (5,)), "labels": torch.tensor(number % 2)} for number in range(16)]
arguments = transformers.TrainingArguments("out", max_steps=6, logging_steps=2, eval_strategy="steps", eval_steps=3, report_to=[], save_strategy="no", use_cpu=True, per_device_train_batch_size=4, disable_tqdm=True)
trainer = transformers.Trainer(model=model, args=arguments, train_dataset=data, eval_dataset=data, callbacks=[PlateauCallback(project="bert")])
trainer.train()
trainer.evaluate()
"""
        _, errors = self.run_script(script)
        self.assertNotIn("failed and was", errors)
        self.assertEqual([step for step, _ in reader.series(self.home, "train/loss")], [2, 4, 6])
        self.assertEqual(sorted({step for step, _ in reader.series(self.home, "eval/loss")}), [3, 6])
        config = {key: value for each in reader.records(self.home, "config") for key, value in each["config"].items()}
        self.assertEqual((config["hidden_size"], config["max_steps"]), (8, 6))
        self.assertIn("train_runtime", reader.records(self.home, "summary")[0]["summary"])


class Mirrors(WithHome):
    @needs("wandb")
    def test_wandb_goes_on_and_its_calls_are_a_run_too(self):
        script = """
import plateau
assert plateau.mirror("wandb")
import wandb
run = wandb.init(project="mirrored", name="both", config={"lr": 0.1}, tags=["t"], mode="offline")
wandb.config.update({"epochs": 2})
for step in range(3):
    wandb.log({"loss": step, "h": wandb.Histogram([1, 2, 3])})
run.log({"table": wandb.Table(columns=["a"], data=[[1]])}, step=7)
run.finish()
"""
        _, errors = self.run_script(script, WANDB_MODE="offline", WANDB_DIR=self.home)
        self.assertNotIn("failed", errors)
        said = reader.run_json(self.home)
        self.assertEqual((said["project"], said["name"], said["tags"]), ("mirrored", "both", ["t"]))
        self.assertEqual(reader.series(self.home, "loss"), [(0, 0), (1, 1), (2, 2)])
        self.assertEqual(len(reader.records(self.home, "histogram")), 3)
        self.assertEqual(reader.records(self.home, "table")[0]["step"], 7)
        config = {key: value for each in reader.records(self.home, "config") for key, value in each["config"].items()}
        self.assertEqual(config, {"lr": 0.1, "epochs": 2})
        self.assertEqual(reader.records(self.home, "state")[-1]["state"], "finished")

    def test_writers_for_tensorboard(self):
        for module in ("torch.utils.tensorboard", "tensorboardX"):
            try:
                found = importlib.util.find_spec(module) is not None and importlib.util.find_spec("tensorboard") is not None
            except ImportError:
                found = False
            if not found:
                continue
            script = f"""
import numpy
from {module} import SummaryWriter
import plateau
assert plateau.mirror("tensorboard", project="board")
writer = SummaryWriter("logs")
for step in range(0, 30, 10):
    writer.add_scalar("loss", step / 2, step)
    writer.add_scalars("acc", {{"train": 1.0, "val": 0.5}}, step)
writer.add_histogram("weights", numpy.arange(10.0), 5)
writer.add_image("picture", numpy.zeros((3, 4, 5), numpy.uint8), 5)
writer.add_text("words", "hello", 5)
writer.close()
"""
            _, errors = self.run_script(script)
            self.assertNotIn("failed", errors)
            run = max(reader.runs(self.home))
            self.assertEqual(reader.series(self.home, "loss", run), [(0, 0), (10, 5), (20, 10)])
            self.assertEqual(len(reader.series(self.home, "acc/val", run)), 3)
            self.assertEqual([(each["width"], each["height"]) for each in reader.records(self.home, "image", run)], [(5, 4)])
            self.assertEqual(len(reader.records(self.home, "histogram", run)), 1)
            self.assertEqual([each["text"] for each in reader.records(self.home, "text", run)], ["hello"])
            self.assertEqual(reader.run_json(self.home, run)["project"], "board")

    @needs("mlflow")
    def test_mlflow(self):
        script = """
import mlflow, plateau
assert plateau.mirror("mlflow", project="flow")
mlflow.set_tracking_uri("sqlite:///flow.db")
with mlflow.start_run(run_name="both"):
    mlflow.log_param("lr", 0.1)
    mlflow.log_params({"depth": 3})
    mlflow.set_tag("who", "me")
    for step in range(3):
        mlflow.log_metric("loss", step, step=step)
    mlflow.log_metrics({"a": 1, "b": 2}, step=9)
"""
        _, errors = self.run_script(script)
        self.assertNotIn("failed and was", errors)
        self.assertEqual(reader.run_json(self.home)["name"], "both")
        self.assertEqual(reader.series(self.home, "loss"), [(0, 0), (1, 1), (2, 2)])
        self.assertEqual(reader.series(self.home, "b"), [(9, 2)])
        config = {key: value for each in reader.records(self.home, "config") for key, value in each["config"].items()}
        self.assertEqual(config, {"lr": 0.1, "depth": 3})

    def test_a_tracker_that_is_not_there_is_said(self):
        output, errors = self.run_script("import plateau\nprint(plateau.mirror('neptune'))")
        self.assertEqual(output, "False\n")
        self.assertIn("no 'neptune'", errors)


if __name__ == "__main__":
    unittest.main()
