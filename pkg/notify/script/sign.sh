# octal NUMBER... leaves the bytes in $octal as the escapes of printf %b.
octal() {
  octal=''
  for byte in "$@"; do octal="$octal\\0$((byte / 64))$((byte / 8 % 8))$((byte % 8))"; done
}

# numbers HEX leaves the bytes of a hexadecimal text in $numbers.
numbers() {
  hex=$1 numbers=''
  while [ -n "$hex" ]; do
    rest=${hex#??}
    numbers="$numbers $((0x${hex%"$rest"}))"
    hex=$rest
  done
}

# sum prints the SHA-256 of its input.
sum() { sha256sum | cut -c 1-64; }

# hmac FILE prints the HMAC-SHA256 of a file with the webhook's secret (RFC 2104). The secret is on no command line: printf is
# the shell's own, which main holds.
hmac() {
  # shellcheck disable=SC2046 # one word per byte
  set -- "$1" $(printf %s "$secret" | od -An -v -tu1)
  message=$1
  shift
  if [ $# -gt 64 ]; then
    numbers "$(printf %s "$secret" | sum)"
    # shellcheck disable=SC2086 # one word per byte
    set -- $numbers
  fi
  inner='' outer='' place=0
  while [ "$place" -lt 64 ]; do
    inner="$inner $((${1:-0} ^ 54))" outer="$outer $((${1:-0} ^ 92))"
    [ $# -eq 0 ] || shift
    place=$((place + 1))
  done
  # shellcheck disable=SC2086 # one word per byte
  octal $inner
  numbers "$({ printf %b "$octal" && cat "$message"; } | sum)"
  # shellcheck disable=SC2086 # one word per byte
  octal $outer $numbers
  printf %b "$octal" | sum
}

# escaped prints the secret as a part of an address.
escaped() {
  # shellcheck disable=SC2046 # one word per byte
  set -- $(printf %s "$secret" | od -An -v -tx1)
  for byte in "$@"; do printf '%%%s' "$byte"; done
}
