"""How much leaks: situations with secrets of their own, and every place where one could turn up."""
