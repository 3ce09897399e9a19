"""`wandb.integration.keras` under its own path."""

from plateau.keras import PlateauCallback, WandbCallback, WandbMetricsLogger, WandbModelCheckpoint

__all__ = ["PlateauCallback", "WandbCallback", "WandbMetricsLogger", "WandbModelCheckpoint"]
