#!/bin/sh
# Started by the browser, which allows no arguments of ours in the manifest.
exec ${python} -I -m native_host host ${options} "$$@"
