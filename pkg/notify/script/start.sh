set +aCex # a trace would show the token, and a variable that is exported reaches each program
set -fu
LC_ALL=C
export LC_ALL
umask 077
