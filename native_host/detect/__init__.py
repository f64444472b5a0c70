"""Find what must not be in a record: the second net, behind the rules in the browser."""
