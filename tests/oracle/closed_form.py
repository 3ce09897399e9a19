"""Numbers that both sides work out for themselves, so that no fixture has to hold them.

The same 32-bit arithmetic is in tests/unit/training/closed-form.ts: value i of a stream is splitmix32 of seed + (i + 1) * the
golden ratio, over 2^32, scaled in double precision and rounded once to float32.
"""
import numpy as np


def uniform(seed, shape, low=0.0, high=1.0):
    """Float32 numbers of `shape`, uniform in [low, high)."""
    count = int(np.prod(shape))
    with np.errstate(over="ignore"):
        state = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x9E3779B9)
        mixed = (state ^ (state >> np.uint32(16))) * np.uint32(0x21F0AAAD)
        mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0x735A2D97)
        mixed = mixed ^ (mixed >> np.uint32(15))
    return (low + (high - low) * (mixed.astype(np.float64) / 2**32)).astype(np.float32).reshape(shape)
