# Of an empty directory that was there before, dpkg thinks that it came with the package.
if leaves "$1"; then
    for directory in /etc/opt; do
        [ -d "$directory" ] || mkdir -m 0755 "$directory"
    done
fi
