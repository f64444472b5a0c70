"""The command line: one module per group of commands; they read arguments and print."""
