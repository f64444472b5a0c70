"""Perform a recorded session again from the recorded data alone: the gauge of its quality."""
