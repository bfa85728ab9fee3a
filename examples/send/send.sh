#!/bin/sh
# Sends events to Flowhook with curl 7.71 or newer.
#
#     FLOWHOOK_URL=http://127.0.0.1:8787 FLOWHOOK_API_KEY=... sh send.sh order.json      one event
#     FLOWHOOK_URL=http://127.0.0.1:8787 FLOWHOOK_API_KEY=... sh send.sh orders.ndjson   one event a line, up to 1,000
#
# curl repeats the same body after a 429, a 503 or a lost connection: after the time in Retry-After, or with pauses that double. Give each
# event in the file a unique_id: Flowhook then counts it once, however often it arrived.

set -eu
file=${1:?Name a file: one event as JSON, or one event a line as NDJSON.}
case $file in
  *.ndjson) path=/events/bulk type=application/x-ndjson ;;
  *) path=/events type=application/json ;;
esac
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# --data-binary, because -d removes line breaks. An answer that refuses the request for good is no error to curl, so it is not repeated.
status=$(curl "$FLOWHOOK_URL$path" \
  --silent --show-error --max-time 30 --retry 10 --retry-all-errors \
  --header "Authorization: Bearer $FLOWHOOK_API_KEY" \
  --header "Content-Type: $type" \
  --data-binary "@$file" \
  --output "$answer" --write-out '%{http_code}')
cat "$answer"
echo
test "$status" = 202
