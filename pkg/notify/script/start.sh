set +ax # a trace would show the token, and a variable that is exported reaches each program
set -u
LC_ALL=C
export LC_ALL
umask 077
