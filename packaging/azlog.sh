#!/bin/sh
# Starts azlog with the Node.js beside it. The flags are those of the first line of dist/main.js.
here=$(dirname -- "$(readlink -f -- "$0")")
exec "$here/node" @FLAGS@ "$here/../dist/main.js" "$@"
