"""The server that keeps sealed segments and cannot open them."""
