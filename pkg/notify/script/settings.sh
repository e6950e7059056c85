# needs PROGRAM WHY
needs() { command -v "$1" >/dev/null 2>&1 || fail 2 "$1 is not on the PATH; $2"; }

# whole NAME VALUE holds that a value is a whole number of at most five digits.
whole() {
  case $2 in
    '' | *[!0-9]* | ??????* | 0?*) fail 2 "$1 is no whole number from 0 to 99999" ;;
  esac
}

# word NAME VALUE holds that a value is a name of Kubernetes, which is safe in an address and in JSON.
word() {
  case $2 in
    '') fail 2 "$1 is empty" ;;
    *[!a-z0-9.-]* | [!a-z0-9]* | *[!a-z0-9]) fail 2 "$1 is no name: lower-case letters, digits, - and . are" ;;
  esac
}

# address NAME VALUE leaves the address without a slash at its end in $address, and in $proto what curl may speak.
address() {
  case $2 in
    '') fail 2 "$1 is empty" ;;
    *[!]A-Za-z0-9._~:/%[-]*) fail 2 "$1 may hold a host, a port and a path, and nothing else: no user, no ? and no space" ;;
    https://[!/:]*) proto='=https' ;;
    http://127.0.0.1 | http://127.0.0.1[:/]* | http://localhost | http://localhost[:/]* | 'http://[::1]' | 'http://[::1]'[:/]*) proto='=http' ;;
    *) fail 2 "$1 does not begin with https://, and is not on this machine" ;;
  esac
  address=$2
  while [ "$address" != "${address%/}" ]; do address=${address%/}; done
}

# file NAME VALUE holds that a file can be read where one is given.
file() { [ -z "$2" ] || [ -r "$2" ] || fail 2 "$1 names a file that cannot be read"; }

# Settings are checked before the first call.
settings() {
  case $SYNC in
    '' | false | true) ;;
    *) fail 2 'SYNC is neither true nor false' ;;
  esac
  whole WAIT_SECONDS "$WAIT_SECONDS"
  whole NOTIFY_CONNECT_SECONDS "$NOTIFY_CONNECT_SECONDS"
  whole NOTIFY_REQUEST_SECONDS "$NOTIFY_REQUEST_SECONDS"
  # To curl 0 is no limit.
  case $NOTIFY_CONNECT_SECONDS/$NOTIFY_REQUEST_SECONDS in 0/* | */0) fail 2 'NOTIFY_CONNECT_SECONDS and NOTIFY_REQUEST_SECONDS are at least 1' ;; esac
  whole NOTIFY_TRIES "$NOTIFY_TRIES"
  whole NOTIFY_RETRY_SECONDS "$NOTIFY_RETRY_SECONDS"
  whole NOTIFY_RETRY_LIMIT "$NOTIFY_RETRY_LIMIT"
  whole NOTIFY_POLL_SECONDS "$NOTIFY_POLL_SECONDS"
  whole NOTIFY_REFRESH_SECONDS "$NOTIFY_REFRESH_SECONDS"
  whole NOTIFY_OVERTAKEN_SECONDS "$NOTIFY_OVERTAKEN_SECONDS"
  needs curl 'install it'
  if [ -n "$WEBHOOK_URL" ]; then
    needs od 'the event of the webhook is signed with it'
    needs sha256sum 'the event of the webhook is signed with it'
    address WEBHOOK_URL "$WEBHOOK_URL"
    webhook_url=$address webhook_proto=$proto
    file WEBHOOK_CA_FILE "$WEBHOOK_CA_FILE"
  fi
  if [ "$WAIT_SECONDS" != 0 ] || [ "$SYNC" = true ]; then
    needs jq 'what Argo CD answers is read with it'
    address ARGOCD_URL "$ARGOCD_URL"
    argocd_url=$address argocd_proto=$proto
    word ARGOCD_APPLICATION "$ARGOCD_APPLICATION"
    word ARGOCD_APPPROJECT "$ARGOCD_APPPROJECT"
    [ -z "$ARGOCD_APPLICATION_NAMESPACE" ] || word ARGOCD_APPLICATION_NAMESPACE "$ARGOCD_APPLICATION_NAMESPACE"
    file ARGOCD_CA_FILE "$ARGOCD_CA_FILE"
    case $token in
      '') fail 2 'ARGOCD_TOKEN is empty: store the token as a secret of the repository and pass it to this step' ;;
      *[!A-Za-z0-9._~+/=-]*) fail 2 'ARGOCD_TOKEN is no token: it holds a space, a line break or another sign that no token has' ;;
    esac
  fi
  if [ -n "$WEBHOOK_URL" ] || [ "$WAIT_SECONDS" != 0 ]; then pushed; fi
}

# pushed leaves the images in $images, with one space between them.
pushed() {
  images=''
  # shellcheck disable=SC2086 # one word per image
  set -- $IMAGES
  [ $# -gt 0 ] || fail 2 'IMAGES is empty: name the pushed images with their tags, such as ghcr.io/owner/name:sha-0123abc'
  for image in "$@"; do
    name=${image%:*} tag=${image##*:}
    case $image in *[!A-Za-z0-9._:/-]*) fail 2 'IMAGES holds a sign that no image with a tag has; a digest is none' ;; esac
    case $tag in '' | "$image" | */*) fail 2 'IMAGES holds an image without a tag' ;; esac
    case $name in '' | /* | */ | *//* | *[A-Z]*) fail 2 'IMAGES holds an image whose name no registry has: no capital letter, no empty part' ;; esac
    images="$images${images:+ }$image"
  done
}
