"""A scikit-learn forest that grows: its accuracy by number of trees, its confusion matrix, its importances.

    python examples/sklearn_forest.py --trees 100
"""

import argparse

import plateau
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--trees", type=int, default=60)
parser.add_argument("--depth", type=int, default=8)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()

images, labels = load_digits(return_X_y=True)
train_x, test_x, train_y, test_y = train_test_split(images, labels, test_size=0.3, random_state=options.seed)

with plateau.init(project="forest", config=options, tags=["scikit-learn"]) as run:
    run.define_metric("accuracy", direction="higher")
    forest = RandomForestClassifier(max_depth=options.depth, random_state=options.seed, warm_start=True)
    for trees in range(10, options.trees + 1, 10):
        forest.set_params(n_estimators=trees).fit(train_x, train_y)
        probabilities = forest.predict_proba(test_x)
        guesses = probabilities.argmax(axis=1)
        run.log({"accuracy": accuracy_score(test_y, guesses), "log_loss": log_loss(test_y, probabilities)}, step=trees)
    matrix = plateau.plot.confusion_matrix(y_true=test_y, preds=guesses, class_names=[str(digit) for digit in range(10)])
    run.log({"confusion": matrix, "importances": plateau.Image(forest.feature_importances_.reshape(8, 8))}, step=trees)
