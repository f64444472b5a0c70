"""From a policy to the files that browsers and the host read."""
