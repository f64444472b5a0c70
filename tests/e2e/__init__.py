"""Tests with a real Chromium, a real host process and a real store."""
