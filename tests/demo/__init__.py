"""The demo: a scripted person works in Django's admin, and everything is checked afterwards."""
