"""Workglass: record work in the browser, seal it on the device, account for every reading."""

__version__ = "0.1.0"
