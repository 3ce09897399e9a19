"""
Random expressions over metrics, as NumPy works them out: Python reads the text, with ** for ^, so that precedence and associativity are another
parser's.

    venv/bin/python tests/oracle/make_expression_fixtures.py    # NumPy 2.4.6
"""
import random
import re

import numpy as np

from fixture_files import doubles, write

NAMES = ["val_loss", "train_loss", "a", "b.c"]
FUNCTIONS = {
    "log": np.log, "log10": np.log10, "exp": np.exp, "sqrt": np.sqrt, "abs": np.abs,
    "min": lambda *values: np.minimum.reduce(np.broadcast_arrays(*values)),
    "max": lambda *values: np.maximum.reduce(np.broadcast_arrays(*values)),
}


def draw(source, depth):
    """An expression as somebody types it: brackets only now and then."""
    if depth == 0 or source.random() < 0.2:
        return source.choice(NAMES) if source.random() < 0.7 else source.choice(["2", "0.5", "3e-1", "10", ".25"])
    kind = source.choice(["binary"] * 5 + ["sign", "bracket", "bracket", "one", "several"])
    inner = lambda: draw(source, depth - 1)
    space = source.choice(["", " "])
    if kind == "binary":
        return f"{inner()}{space}{source.choice('+-*/^')}{space}{inner()}"
    if kind == "sign":
        return f"{source.choice('+-')}{inner()}"
    if kind == "bracket":
        return f"({space}{inner()}{space})"
    if kind == "one":
        return f"{source.choice(['log', 'log10', 'exp', 'sqrt', 'abs'])}({inner()})"
    return f"{source.choice(['min', 'max'])}({inner()},{space}{inner()})"


def main():
    source = random.Random(15)
    columns = {name: [round(source.uniform(-2, 5), 3) for _ in range(6)] for name in NAMES}
    known = {name.replace(".", "_"): np.array(values) for name, values in columns.items()}
    cases = []
    while len(cases) < 300:
        text = draw(source, 5)
        if not re.search(r"\b(val_loss|train_loss|a|b\.c)\b", text) or len(text) > 180:
            continue
        try:
            with np.errstate(all="ignore"):
                values = eval(text.replace("^", "**").replace("b.c", "b_c"), {**FUNCTIONS, **known})
        except (ArithmeticError, TypeError):
            # Python's own numbers, without a metric beside them, have no infinity to go on with.
            continue
        if not np.iscomplexobj(values):
            cases.append({"text": text, "values": doubles(np.broadcast_to(values, (6,)))})
    write("expressions.json", {"columns": columns, "cases": cases})


if __name__ == "__main__":
    main()
