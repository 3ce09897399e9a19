"""With this folder's parent on PYTHONPATH, `import wandb` is Plateau: scripts run without a change."""

import sys

import plateau

sys.modules[__name__] = plateau
