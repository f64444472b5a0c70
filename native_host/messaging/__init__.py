"""The native messaging host: PROTOCOL.md describes what it says and hears."""
