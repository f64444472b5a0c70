"""What stands in the way of recording on this computer, layer by layer, and what to do about it."""
