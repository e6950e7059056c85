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
