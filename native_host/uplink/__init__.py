"""Sending sealed segments to the collector."""
