#!/bin/sh
# Decrypts the mail on stdin and gives it to a delivery agent: deliver.sh COMMAND [ARGUMENT]…
# For everything that hands a mail to a command and understands its exit code: ~/.forward, Postfix' mailbox_command,
# fetchmail's --mda, getmail's MDA_external. (A pipe would do, but for the exit code: a shell tells that of the last command.)
set -u
umask 077
mail=$(mktemp) || exit 75
trap 'rm -f "$mail"' EXIT
otrmail filter in >"$mail" || exit 75
"$@" <"$mail"
