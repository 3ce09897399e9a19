"""torch's ReduceLROnPlateau compares with the best loss; the report's rule with the epoch before. This is that rule, written down from its definition."""

settings = [
    {"plateauPatience": 1, "plateauDelta": 0.01, "decayFactor": 0.1},
    {"plateauPatience": 2, "plateauDelta": 0.01, "decayFactor": 0.5},
]
losses = [0.5, 0.3, 0.295, 0.294, 0.294, 0.25, 0.251, 0.2, 0.2, 0.2]


class Rule:
    def __init__(self, optimizer, patience, delta, factor):
        self.optimizer, self.patience, self.delta, self.factor = optimizer, patience, delta, factor
        self.seen, self.quiet = [], 0

    def step(self):
        self.seen.append(losses[len(self.seen)])
        is_quiet = len(self.seen) > 1 and abs(self.seen[-1] - self.seen[-2]) <= self.delta
        self.quiet = self.quiet + 1 if is_quiet else 0
        if self.quiet == self.patience:
            self.quiet = 0
            for group in self.optimizer.param_groups:
                group["lr"] *= self.factor


each_epoch = True


def make(optimizer, steps, steps_per_epoch, plateauPatience, plateauDelta, decayFactor):
    return Rule(optimizer, plateauPatience, plateauDelta, decayFactor)
