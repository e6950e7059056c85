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
