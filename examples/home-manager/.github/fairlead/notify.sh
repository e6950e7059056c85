# fairlead scaffold sha256:b3f64931e433b6d34c640afa614b05a7ed71a7de31abb4cb80b9865517064f63
# shellcheck shell=sh
# Tells a cluster that images were pushed, and waits, when it is asked to, until they run. Made by Fairlead; run it with sh.
# It needs curl 7.68 or later, to wait or to sync also jq.
#
# A cluster that does not answer never fails the build: Argo CD Image Updater finds the images by itself, minutes later. What
# no time heals does: a token that is refused, a name that is wrong, a certificate that is not trusted.
#
# Exit status:
#   0  done, overtaken by another push, or the cluster did not answer
#   1  refused, and it would be again: what to do is in the annotation
#   2  a variable or a program is missing or wrong
#   3  the Application answered, and did not run the images within WAIT_SECONDS
#
# Variables:
#   WEBHOOK_URL
#       The webhook of Argo CD Image Updater: https://HOST/webhook, without ?type=, which the registry of each image
#       decides. Empty: Image Updater is not told.
#   WEBHOOK_SECRET
#       The secret that Image Updater has for that registry: webhook.ghcr-secret for ghcr.io, webhook.docker-secret for
#       docker.io, webhook.quay-secret for quay.io, webhook.harbor-secret for every other, for which it has to be v1.1 or
#       later.
#   WEBHOOK_CA_FILE
#       A file with the certificates that WEBHOOK_URL is checked against, instead of those of the machine.
#   IMAGES
#       The pushed images, full names with tags, spaces or line breaks between them: ghcr.io/owner/app:sha-0123abc. Needed
#       by the webhook and to wait.
#   WAIT_SECONDS
#       How long to wait until the Application runs all IMAGES, is Synced and Healthy, and its last operation has
#       succeeded. 0: not at all. Default: 0.
#   SYNC
#       true: ask Argo CD to sync; while waiting only where the Application is OutOfSync and nothing goes on, else once.
#       For Applications without automated sync. Default: false.
#   ARGOCD_URL
#       Argo CD's API server: https://HOST, with its root path where it has one. Needed to wait and to sync, as the next
#       three are.
#   ARGOCD_TOKEN
#       The token of an account, or of a role of the AppProject, that may get the Application, and sync it where SYNC is
#       true.
#   ARGOCD_APPLICATION
#       The name of the Application.
#   ARGOCD_APPPROJECT
#       The name of its AppProject.
#   ARGOCD_APPLICATION_NAMESPACE
#       The namespace of the Application, where it is not Argo CD's own.
#   ARGOCD_CA_FILE
#       A file with the certificates that ARGOCD_URL is checked against, instead of those of the machine.
#   NOTIFY_CONNECT_SECONDS
#       How long a connection may take, with DNS and TLS. Default: 10.
#   NOTIFY_REQUEST_SECONDS
#       How long a request may take as a whole. Default: 30.
#   NOTIFY_TRIES
#       How often a request is made that is answered 408, 429 or 5xx, or not at all. Default: 4.
#   NOTIFY_RETRY_SECONDS
#       How long to pause before the second try; twice as long before each further one, longer where Retry-After says so.
#       Default: 2.
#   NOTIFY_RETRY_LIMIT
#       No further try begins later than this after the first, and the wait ends after this long without an answer.
#       Default: 120.
#   NOTIFY_POLL_SECONDS
#       How long to pause between two looks at the Application. Default: 5.
#   NOTIFY_REFRESH_SECONDS
#       How often to ask Argo CD to look at Git, while waiting and only as long as the Application's source does not name
#       the tags. Default: 30.
#   NOTIFY_OVERTAKEN_SECONDS
#       From when on, after the wait began, another tag in the Application's source is that of a later push. It is as long
#       as Image Updater takes from one look to what it writes at the next, whose interval is 2 minutes unless it is set.
#       Default: 150.

set +aCex # a trace would show the token, and a variable that is exported reaches each program
set -fu
LC_ALL=C
export LC_ALL
umask 077

: "${WEBHOOK_URL:=}"
: "${WEBHOOK_SECRET:=}"
: "${WEBHOOK_CA_FILE:=}"
: "${IMAGES:=}"
: "${WAIT_SECONDS:=0}"
: "${SYNC:=false}"
: "${ARGOCD_URL:=}"
: "${ARGOCD_TOKEN:=}"
: "${ARGOCD_APPLICATION:=}"
: "${ARGOCD_APPPROJECT:=}"
: "${ARGOCD_APPLICATION_NAMESPACE:=}"
: "${ARGOCD_CA_FILE:=}"
: "${NOTIFY_CONNECT_SECONDS:=10}"
: "${NOTIFY_REQUEST_SECONDS:=30}"
: "${NOTIFY_TRIES:=4}"
: "${NOTIFY_RETRY_SECONDS:=2}"
: "${NOTIFY_RETRY_LIMIT:=120}"
: "${NOTIFY_POLL_SECONDS:=5}"
: "${NOTIFY_REFRESH_SECONDS:=30}"
: "${NOTIFY_OVERTAKEN_SECONDS:=150}"

dir='' child=''

say() { printf 'notify: %s\n' "$1"; }
notice() { printf '::notice title=notify::%s\n' "$1"; }
warn() { printf '::warning title=notify::%s\n' "$1"; }

# fail STATUS TEXT ends the step.
fail() {
  printf '::error title=notify::%s\n' "$2"
  exit "$1"
}

now() { date +%s; }

# The background is for signals: a shell acts on one only when a program in the foreground has ended.
nap() {
  sleep "$1" &
  child=$!
  wait "$child"
  child=''
}

clean() {
  if [ -n "$child" ]; then
    # One that has only just been forked loses any other signal while its handlers are still those of the shell.
    kill -KILL "$child" 2>/dev/null
    wait "$child" 2>/dev/null
  fi
  [ -z "$dir" ] || rm -rf "$dir"
}

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

# attempt makes the request that r_* describe, once. It leaves $outcome (answered, unreachable, certificate or plain) with
# $status, $type and $why. Headers and the address are in files: a command line is seen by everybody on the machine.
attempt() {
  set -- --disable --silent --show-error --globoff --proto "$r_proto" --tlsv1.2 --suppress-connect-headers \
    --connect-timeout "$NOTIFY_CONNECT_SECONDS" --max-time "$r_limit" \
    --request "$r_method" --config "$dir/url" --header "@$dir/header" \
    --dump-header "$dir/answer" --output "$dir/body" --write-out '%{http_code} %{content_type}'
  [ -z "$r_data" ] || set -- "$@" --data-binary "@$r_data"
  [ -z "$r_ca" ] || set -- "$@" --cacert "$r_ca"
  rm -f "$dir/answer" "$dir/body"
  : >"$dir/answer"
  : >"$dir/body"
  curl "$@" >"$dir/code" 2>"$dir/curl" &
  child=$!
  wait "$child"
  ended=$?
  child='' status='' type=''
  read -r status type <"$dir/code"
  outcome=unreachable why=''
  case $ended in
    0) outcome=answered why="it answered $status" ;;
    5) why='the name of the proxy is not known' ;;
    6) why='its name is not known (DNS)' ;;
    7) why='nothing accepts the connection' ;;
    28) why='it did not answer in time' ;;
    35) # the handshake broke off, as in a restart, or with an alert, as while a tunnel is away; or what answered speaks no TLS
      why='the connection broke off in the TLS handshake'
      case $(cat "$dir/curl") in *'wrong version number'* | *'packet length too long'* | *'unsupported protocol'*) outcome=plain ;; esac
      ;;
    51 | 60 | 83 | 90 | 91) outcome=certificate ;;
    1) # something that is no HTTP came back
      why='what answers does not speak HTTP'
      case $(cat "$dir/curl") in *HTTP/0.9*) outcome=plain ;; *) fail 2 "curl cannot do what it is asked to: it is older than 7.68, or built without TLS" ;; esac
      ;;
    2 | 3 | 4 | 23 | 26 | 27 | 43 | 45 | 48 | 53 | 54 | 58 | 59 | 63 | 66 | 77 | 82 | 98) fail 2 "curl ended with $ended, which is not the fault of $r_who; see man curl" ;;
    *) why='the connection broke off' ;;
  esac
  # The status came, the rest did not: enough where nothing has to be read.
  if [ "$outcome" = unreachable ]; then
    case $status in
      '' | 000 | "$r_read") ;;
      *) outcome=answered ;;
    esac
  fi
  case $outcome/$status in answered/000 | answered/1??) outcome=unreachable why='the connection broke off' ;; esac
}

# passing reports whether the same request may succeed later.
passing() {
  case $outcome/$status in
    unreachable/* | answered/408 | answered/429 | answered/5??) return 0 ;;
    *) return 1 ;;
  esac
}

# retry_after leaves in $later after how many seconds the last answer wants the next request; 0 where it does not say.
retry_after() {
  later=$(tr '[:upper:]' '[:lower:]' <"$dir/answer" | sed -n 's/^retry-after:[[:space:]]*0*\([0-9]\{1,5\}\)[[:space:]]*$/\1/p' | tail -n 1)
  later=${later:-0}
}

# request makes the request until it is answered for good or its tries are over, then judges the answer: it ends the step where
# the request is refused, and returns 1, with $why, where there was no answer.
request() {
  tries=1 pause=$NOTIFY_RETRY_SECONDS first=$(now)
  attempt
  while passing && [ "$tries" -lt "$r_tries" ]; do
    retry_after
    [ "$later" -gt "$pause" ] || later=$pause
    [ $(($(now) - first + later)) -le "$NOTIFY_RETRY_LIMIT" ] || break
    say "$r_who: $why; trying again in $later s"
    nap "$later"
    tries=$((tries + 1)) pause=$((pause * 2))
    attempt
  done
  case $outcome in
    certificate) fail 1 "$r_who: the certificate behind $r_name is not trusted, has expired or is another host's. Nothing was sent. Renew it, or name the file of its CA in $r_ca_name" ;;
    plain) fail 1 "$r_who: what listens at $r_name does not speak HTTP, or not TLS as it should. Check host and port" ;;
  esac
  passing && return 1
  case $status in
    3??) fail 1 "$r_who: $r_name leads elsewhere ($status). It was not followed: what is sent is for $r_who alone. Write the address at which $r_who itself answers; a login page in between has to let this request through" ;;
  esac
  return 0
}

# event leaves in $kind which webhook of Image Updater takes the event of an image, and writes the event into the file "event".
event() {
  name=${1%:*} tag=${1##*:} registry=docker.io
  case ${name%%/*} in
    *.* | *:* | localhost)
      case $name in */*) registry=${name%%/*} name=${name#*/} ;; esac
      ;;
  esac
  case $registry in
    ghcr.io)
      kind=ghcr.io
      printf '{"action":"published","package":{"name":"%s","package_type":"container","owner":{"login":"%s"},"package_version":{"container_metadata":{"tag":{"name":"%s"}}}}}' "${name#*/}" "${name%%/*}" "$tag"
      ;;
    docker.io | index.docker.io)
      kind=docker.io
      case $name in */*) ;; *) name=library/$name ;; esac
      printf '{"repository":{"repo_name":"%s"},"push_data":{"tag":"%s"}}' "$name" "$tag"
      ;;
    quay.io)
      kind=quay.io
      printf '{"repository":"%s","docker_url":"quay.io/%s","updated_tags":["%s"]}' "$name" "$name" "$tag"
      ;;
    *) # Harbor's event is the one that names its registry
      kind=harbor
      printf '{"type":"PUSH_ARTIFACT","event_data":{"resources":[{"tag":"%s","resource_url":"%s/%s:%s"}],"repository":{"repo_full_name":"%s"}}}' "$tag" "$registry" "$name" "$tag" "$name"
      ;;
  esac >"$dir/event"
}

# webhook sends Image Updater an event for each image.
webhook() {
  r_who='Image Updater' r_name=WEBHOOK_URL r_ca_name=WEBHOOK_CA_FILE r_ca=$WEBHOOK_CA_FILE r_proto=$webhook_proto
  r_method=POST r_data=$dir/event r_read='' r_tries=$NOTIFY_TRIES r_limit=$NOTIFY_REQUEST_SECONDS
  [ -n "$secret" ] || warn 'WEBHOOK_SECRET is empty: the event is not signed, and Image Updater v1.3 and later refuses it unless it is told not to'
  for image in $images; do
    event "$image"
    query="type=$kind"
    printf 'Content-Type: application/json\n' >"$dir/header"
    if [ -n "$secret" ]; then
      case $kind in
        ghcr.io) printf 'X-Hub-Signature-256: sha256=%s\n' "$(hmac "$dir/event")" >>"$dir/header" ;;
        harbor)
          case $secret in *[![:print:]]*) fail 2 'WEBHOOK_SECRET holds a line break or another sign that no header can hold' ;; esac
          printf 'Authorization: %s\n' "$secret" >>"$dir/header"
          ;;
        *) query="$query&secret=$(escaped)" ;;
      esac
    fi
    [ "$kind" != ghcr.io ] || printf 'X-GitHub-Event: package\n' >>"$dir/header"
    printf 'url = "%s?%s"\n' "$webhook_url" "$query" >"$dir/url"
    if ! request; then
      warn "Image Updater was not told: $why. It finds the images by itself at its next look, every 2 minutes unless its interval is set"
      break
    fi
    case $status/$type in
      2??/text/html*) fail 1 'Image Updater: at WEBHOOK_URL answers a page for people. Its webhook is at the path /webhook' ;;
      2??/*) say "Image Updater was told of $image" ;;
      400/*) fail 1 "Image Updater refused the event (400): WEBHOOK_SECRET is not the one that it has for $kind, or it has none" ;;
      404/*) fail 1 'Image Updater: there is nothing at WEBHOOK_URL (404). Its webhook is at the path /webhook and has to be enabled (webhook.enable)' ;;
      *) fail 1 "Image Updater: WEBHOOK_URL answers $status, which Image Updater never does: look at what stands before it" ;;
    esac
  done
  rm -f "$dir/header" "$dir/url"
}

# argocd METHOD ACTION TRIES calls Argo CD. It returns 1, with $why, where there was no answer, and ends the step where
# the call is refused. $busy is yes where another operation goes on.
argocd() {
  r_who='Argo CD' r_name=ARGOCD_URL r_ca_name=ARGOCD_CA_FILE r_ca=$ARGOCD_CA_FILE r_proto=$argocd_proto
  r_method=$1 r_tries=$3 r_limit=$NOTIFY_REQUEST_SECONDS busy=no
  printf 'Authorization: Bearer %s\nContent-Type: application/json\nAccept: application/json\n' "$token" >"$dir/header"
  at=$argocd_url/api/v1/applications/$ARGOCD_APPLICATION
  case $2 in
    sync)
      r_data=$dir/request r_read=400 at=$at/sync
      # Never syncOptions: they would replace those of the Application, RespectIgnoreDifferences with them.
      printf '{"project":"%s"%s}' "$ARGOCD_APPPROJECT" "${ARGOCD_APPLICATION_NAMESPACE:+,\"appNamespace\":\"$ARGOCD_APPLICATION_NAMESPACE\"}" >"$r_data"
      ;;
    *)
      r_data='' r_read=200
      at="$at?project=$ARGOCD_APPPROJECT${ARGOCD_APPLICATION_NAMESPACE:+&appNamespace=$ARGOCD_APPLICATION_NAMESPACE}"
      [ "$2" = get ] || at="$at&refresh=normal" # blocks until the controller has compared
      ;;
  esac
  printf 'url = "%s"\n' "$at" >"$dir/url"
  request || return 1
  proxy=''
  case $type in application/json*) ;; *) proxy='. The answer is not of Argo CD itself: look at what stands before it' ;; esac
  case $status in
    200)
      case $2/$type in
        */text/html*) fail 1 'Argo CD: at ARGOCD_URL answers a page for people. Write the address of its API server, with its root path where it has one' ;;
        sync/*) return 0 ;;
      esac
      if [ ! -s "$dir/body" ]; then
        why='its answer is empty'
        return 1
      fi
      granted=yes
      return 0
      ;;
    400)
      if [ "$2" = sync ] && jq -e 'type == "object" and ((.message // "") | tostring | contains("another operation is already in progress"))' "$dir/body" >/dev/null 2>&1; then
        busy=yes
        return 0
      fi
      fail 1 "Argo CD cannot do that (400): the Application may be in deletion, or its automated sync excludes this one$proxy. The Application's page and Argo CD's log say more"
      ;;
    401) fail 1 "Argo CD does not accept ARGOCD_TOKEN (401): it has expired, was deleted, or its account is disabled. Make a new one and store it$proxy" ;;
    403)
      # It was allowed a moment ago: Argo CD says so too while it cannot read the Application, in a restart of the API server.
      if [ "$2" != sync ] && [ "$granted" = yes ]; then
        granted='' why='it answered 403 after 200'
        return 1
      fi
      fail 1 "Argo CD: the token must not ${2%%-*} this Application (403). Its account or role needs: applications, ${2%%-*}, $ARGOCD_APPPROJECT/${ARGOCD_APPLICATION_NAMESPACE:+$ARGOCD_APPLICATION_NAMESPACE/}$ARGOCD_APPLICATION, allow. A closed sync window is answered like this too$proxy"
      ;;
    404) fail 1 "Argo CD: there is no Application $ARGOCD_APPLICATION in the AppProject $ARGOCD_APPPROJECT (404)$proxy" ;;
    415) fail 1 "Argo CD got another Content-Type than application/json (415): what stands before it changes the request$proxy" ;;
    *) fail 1 "Argo CD: ARGOCD_URL answers $status, which this call never gets from Argo CD: look at what stands before it" ;;
  esac
}

# synchronize TRIES asks for a sync.
synchronize() {
  if ! argocd POST sync "$1"; then
    warn "Argo CD was not asked to sync: $why"
    return 1
  fi
  if [ "$busy" = yes ]; then
    say 'Argo CD is syncing already'
  elif [ -n "$proxy" ]; then
    warn 'What answered 200 to the sync is not Argo CD itself: whether it syncs is not known'
  else
    say 'Argo CD was asked to sync'
  fi
}

# tags is what jq needs to read which tag a source of an Application names for an image, in the places where Image Updater writes it.
# shellcheck disable=SC2016 # the program is jq's
tags='
def plain: split("@")[0] // "" | ltrimstr("index.docker.io/") | ltrimstr("docker.io/") | ltrimstr("library/");
# The name and the tag of an image; a colon before a slash is that of a port.
def parted: plain | (split("/")[-1] // "" | split(":")) as $last
  | if ($last | length) == 2 then {name: .[:length - ($last[1] | length) - 1], tag: $last[1]} else {name: ., tag: ""} end;
# A chart is given an image as one value, or as two, such as image.name and image.tag.
def parameters: [.helm.parameters // [] | .[] | select((.name | type) == "string" and (.value | type) == "string")
    | (.name | split(".")) as $path | {folder: $path[:-1], last: ($path[-1] // "" | ascii_downcase), value}] as $all
  | $all[] | . as $image
  | (.value | parted),
    ($all[] | select(.folder == $image.folder)
      | select(.last as $tag | any($image.last | ., rtrimstr("name"), rtrimstr("repository"), rtrimstr("image"); . + "tag" == $tag))
      | {name: ($image.value | plain), tag: (.value | plain)});
def written: (.kustomize.images // [] | .[] | split("=")[-1] // "" | parted), parameters | select(.tag | . != "" and (contains(":") | not));
def tags($images; $name): [$images[] | select(.name == $name) | .tag | select(. != "")] | unique;
'

# application reads the Application: the images that are waited for and those that another push overtook, how many of the first do not
# run yet, whether what it wants names each tag, sync, health, operation, whether one goes on, a text that changes with what it wants, and
# the tags of our images that it names or runs, which are $began at every later look. Words that are not known are not printed.
# shellcheck disable=SC2016 # the program is jq's
application=$tags'
def known($words): if . as $word | $words | index([$word]) then . else "Unknown" end;
($images | split(" ")) as $pushed
| if type != "object" or (.metadata | type) != "object" or (.spec | type) != "object" then error("no Application") else . end
| [.spec.source, .spec.sources] as $wanted
| [$wanted | flatten | .[] | objects | written] as $written
| [.status.summary.images // [] | .[] | plain] as $running
| ($pushed | map(parted)) as $ours
| [$pushed[] | select(plain as $image | $running | index([$image]) | not)
    | select(parted.name as $name | tags($written; $name) as $tags | ($began[$name] // []) as $before
      | $settled and $tags != [] and $before != [] and $tags - $before - tags($ours; $name) == $tags)] as $overtaken
| ($pushed - $overtaken) as $left
| [$wanted | .. | strings] as $texts
| ($left | join(" ")),
  ($overtaken | join(" ")),
  ([$left[] | plain | select(. as $image | $running | index([$image]) | not)] | length),
  ([$left[] | split(":")[-1] | select(. as $tag | $texts | any(contains($tag)) | not)] | length == 0),
  (.status.sync.status | known(["Synced", "OutOfSync"])),
  (.status.health.status | known(["Healthy", "Progressing", "Degraded", "Suspended", "Missing"])),
  (.status.operationState.phase | known(["Running", "Terminating", "Succeeded", "Failed", "Error"])),
  (.operation != null or (.status.operationState.phase | . == "Running" or . == "Terminating")),
  ([$wanted, .status.sync.revision, .status.sync.revisions] | tojson),
  ([$ours[].name | {key: ., value: tags($written + ($running | map(parted)); .)}] | from_entries | tojson)
'

# await waits until the Application runs the images that no other push overtakes, at most WAIT_SECONDS.
await() {
  began=$(now) silent='' named=true asked='' before='' missing='' granted='' at_first=null
  refreshed=$began
  say "waiting until $ARGOCD_APPLICATION runs $images"
  while :; do
    action='get'
    # What it wants does not name the tags: they may come by Git, where Argo CD looks only now and then.
    if [ "$named" = false ] && [ $(($(now) - refreshed)) -ge "$NOTIFY_REFRESH_SECONDS" ]; then
      action='get-refresh'
    fi
    if argocd GET "$action" 1; then
      silent=''
      # Image Updater may write what it read before this push, and this one only at its next look.
      settled=false
      [ $(($(now) - began)) -lt "$NOTIFY_OVERTAKEN_SECONDS" ] || settled=true
      jq -r --arg images "$images" --argjson began "$at_first" --argjson settled "$settled" "$application" "$dir/body" >"$dir/state" 2>/dev/null ||
        fail 1 'Argo CD: at ARGOCD_URL answers something that is no Application'
      {
        read -r waited && read -r overtaken && read -r missing && read -r named && read -r sync && read -r health && read -r phase &&
          read -r running && read -r wanted && read -r seen
      } <"$dir/state" || fail 1 'Argo CD: at ARGOCD_URL answers something that is no Application'
      [ "$at_first" != null ] || at_first=$seen
      if [ -z "$waited" ] || [ "$missing/$sync/$health/$phase" = 0/Synced/Healthy/Succeeded ]; then
        [ -z "$waited" ] || say "$ARGOCD_APPLICATION runs $waited, after $(($(now) - began)) s"
        [ -z "$overtaken" ] || notice "Another push overtook this one: $ARGOCD_APPLICATION wants another tag by now than that of $overtaken, which was not waited for any longer"
        return 0
      fi
      state="$missing of the images do not run yet; sync $sync, health $health, last operation $phase"
      [ "$state" = "$before" ] || say "$state"
      before=$state
      # Asked for once for each state that is wanted: hooks run again with each sync.
      if [ "$SYNC" = true ] && [ "$sync/$running" = OutOfSync/false ] && [ "$wanted" != "$asked" ]; then
        if synchronize 1 && [ "$busy" = no ]; then asked=$wanted; fi
      fi
    elif [ "$action" = get ]; then
      [ -n "$silent" ] || { silent=$(now) && say "Argo CD: $why"; }
      if [ $(($(now) - silent)) -ge "$NOTIFY_RETRY_LIMIT" ]; then break; fi
    fi
    [ "$action" = get ] || refreshed=$(now)
    retry_after
    [ "$later" -ge "$NOTIFY_POLL_SECONDS" ] || later=$NOTIFY_POLL_SECONDS
    left=$((WAIT_SECONDS - $(now) + began))
    [ "$left" -gt 0 ] || break
    [ "$later" -le "$left" ] || later=$left
    nap "$later"
  done
  if [ -n "$silent" ] || [ -z "$missing" ]; then
    warn "Argo CD does not answer ($why): whether the images run is not known"
    return 0
  fi
  fail 3 "$ARGOCD_APPLICATION does not run the images after $(($(now) - began)) s ($before). Look at the Application, and at Image Updater's log where an image does not run"
}

main() {
  # Elsewhere than in the shell itself printf would show secrets on its command line.
  case $(command -v printf) in */*) fail 2 'this shell has no printf of its own: run the script with dash, bash or busybox sh' ;; esac
  granted='' token=$ARGOCD_TOKEN secret=$WEBHOOK_SECRET
  unset ARGOCD_TOKEN WEBHOOK_SECRET
  settings
  trap clean EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  dir=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/notify.XXXXXXXX") || fail 2 'mktemp cannot make a folder for temporary files'
  [ -z "$WEBHOOK_URL" ] || webhook
  if [ "$WAIT_SECONDS" != 0 ]; then
    await
  elif [ "$SYNC" = true ]; then
    synchronize "$NOTIFY_TRIES"
  elif [ -z "$WEBHOOK_URL" ]; then
    say 'nothing to do: WEBHOOK_URL is empty, WAIT_SECONDS is 0 and SYNC is not true. Image Updater finds the images by itself'
  fi
  return 0
}

main "$@"
