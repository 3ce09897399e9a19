"""Makes what losses and metrics of classes are compared with: fixtures/losses/{cross-entropy,focal}.json with torch, in double precision, and
fixtures/class-weights.json, of classes that count for more and images of two classes, likewise, and
fixtures/metrics/{val_accuracy,val_top5,val_f1}.json and fixtures/confusion.json with scikit-learn.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 scikit-learn==1.9.1
    venv/bin/python tests/oracle/make_class_fixtures.py
"""
import numpy as np
import torch
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, top_k_accuracy_score

from fixture_files import doubles, rounded, write

classes = 10


def batch(seed, count, scale, labels=classes):
    """Outputs as float32, labels, of which some classes may have none."""
    random = np.random.default_rng(seed)
    outputs = np.array(rounded(random.normal(size=(count, classes)) * scale)).reshape(count, classes)
    return outputs, random.integers(0, labels, size=count)


# Ordinary outputs, outputs whose exponentials no float32 holds, and images of three classes alone.
batches = {"ordinary": batch(1, 40, 2), "large": batch(2, 8, 200), "few": batch(3, 30, 1, labels=3)}


def cross_entropy(outputs, labels, labelSmoothing):
    return torch.nn.functional.cross_entropy(outputs, labels, label_smoothing=labelSmoothing)


def focal(outputs, labels, focusing):
    own = torch.log_softmax(outputs, dim=1).gather(1, labels[:, None])[:, 0]
    return (-((1 - own.exp()) ** focusing) * own).mean()


def loss_cases(function, settings):
    cases = []
    for name, (outputs, labels) in batches.items():
        for given in settings:
            values = torch.tensor(outputs, dtype=torch.float64, requires_grad=True)
            value = function(values, torch.tensor(labels), **given)
            value.backward()
            cases.append({**given, "batch": name, "value": value.item(), "gradient": doubles(values.grad)})
    return cases


def weighted_focal(outputs, labels, focusing, weight):
    own = torch.log_softmax(outputs, dim=1).gather(1, labels[:, None])[:, 0]
    weights = weight[labels]
    return (weights * -((1 - own.exp()) ** focusing) * own).sum() / weights.sum()


def weighted(loss, outputs, labels, weight, **given):
    if loss == "focal":
        return weighted_focal(outputs, labels, weight=weight, **given)
    return torch.nn.functional.cross_entropy(outputs, labels, weight=weight, label_smoothing=given["labelSmoothing"])


def mixed(loss, outputs, labels, others, share, **given):
    """As mixup's authors write it: the loss by the labels of both images, each by its share."""
    function = focal if loss == "focal" else cross_entropy
    return share * function(outputs, labels, **given) + (1 - share) * function(outputs, others, **given)


def with_gradient(outputs, value_of):
    values = torch.tensor(outputs, dtype=torch.float64, requires_grad=True)
    value = value_of(values)
    value.backward()
    return {"value": value.item(), "gradient": doubles(values.grad)}


def weight_cases():
    tried = [{"loss": "cross-entropy", "labelSmoothing": value} for value in (0, 0.1)]
    tried += [{"loss": "focal", "focusing": value} for value in (0, 2)]
    weights = np.array(rounded(np.random.default_rng(7).uniform(0.2, 3, size=classes)))
    found = {"weights": doubles(weights), "share": 0.7, "weighted": [], "mixed": []}
    for name in ("ordinary", "few"):
        outputs, labels = (torch.tensor(one) for one in batches[name])
        others = labels.flip(0)
        for given in tried:
            weight = torch.tensor(weights)
            of_weights = with_gradient(outputs, lambda own: weighted(outputs=own, labels=labels, weight=weight, **given))
            of_two = with_gradient(outputs, lambda own: mixed(outputs=own, labels=labels, others=others, share=0.7, **given))
            found["weighted"].append({**given, "batch": name, **of_weights})
            found["mixed"].append({**given, "batch": name, **of_two})
    return found


def make():
    write("class-weights.json", weight_cases())
    write(
        "class-batches.json",
        {name: {"outputs": doubles(outputs), "labels": labels.tolist()} for name, (outputs, labels) in batches.items()},
    )
    smoothings = [{"labelSmoothing": value} for value in (0, 0.1, 0.5)]
    write("losses/cross-entropy.json", {"cases": loss_cases(cross_entropy, smoothings)})
    # Where a probability rounds to 1, a power below 1 has no gradient: large outputs are for whole powers.
    write("losses/focal.json", {"cases": loss_cases(focal, [{"focusing": value} for value in (0, 1, 2, 3.5)])})
    said = {name: (outputs, labels, outputs.argmax(axis=1)) for name, (outputs, labels) in batches.items()}
    every = list(range(classes))
    write("metrics/val_accuracy.json", {name: accuracy_score(truth, own) for name, (_, truth, own) in said.items()})
    write(
        "metrics/val_top5.json",
        {name: top_k_accuracy_score(truth, outputs, k=5, labels=every) for name, (outputs, truth, _) in said.items()},
    )
    write("metrics/val_f1.json", {name: f1_score(truth, own, average="macro") for name, (_, truth, own) in said.items()})
    write(
        "confusion.json",
        {name: confusion_matrix(truth, own, labels=every).ravel().tolist() for name, (_, truth, own) in said.items()},
    )


if __name__ == "__main__":
    make()
