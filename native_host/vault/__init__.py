"""The sealed store: FORMAT.md is the specification, the modules follow its sections."""
