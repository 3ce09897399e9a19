"""Where W&B has its adapters: `plateau.integration.keras` and so on are those of Plateau."""
