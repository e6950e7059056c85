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
