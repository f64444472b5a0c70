"""A throw-away, isolated trial of the whole product in a real browser."""
