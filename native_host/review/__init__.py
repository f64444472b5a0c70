"""Reading what was sealed, with a key, a reason and a trace."""
