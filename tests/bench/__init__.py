"""`make bench`: measured side by side in one run, as ratios where there is a baseline."""
