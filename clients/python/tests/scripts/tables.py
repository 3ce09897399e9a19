"""A table of predictions, a chart of a table, a confusion matrix."""
import wandb

run = wandb.init(project="tables", settings=wandb.Settings(start_method="thread", console="off"))
table = wandb.Table(columns=["id", "truth", "guess", "score"])
for number in range(10):
    table.add_data(number, number % 3, number % 2, number / 10)
run.log({"predictions": table})
points = wandb.Table(data=[[x, x * x] for x in range(5)], columns=["x", "y"])
run.log({"parabola": wandb.plot.line(points, "x", "y", title="x squared")})
run.log({"matrix": wandb.plot.confusion_matrix(y_true=[0, 1, 1], preds=[0, 1, 0], class_names=["cat", "dog"])})
run.log({"curve": wandb.plot.roc_curve([0, 1], [[0.1, 0.9], [0.2, 0.8]])})
run.log({"page": wandb.Html("<b>done</b>"), "note": "finished"})
wandb.finish()
