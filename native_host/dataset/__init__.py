"""What the ML team gets."""
