"""Build what is installed: packages for systems, packed extensions, what they are made of.

Run from a checkout, `make packages` does: everything in it is as reproducible as its tools are.
"""
