#!/bin/sh
# Sends a file of records in one request. Usage: FAULTLINE_TOKEN=flt_… push.sh SOURCE FILE [URL]
# The key is the content's digest: sent again after a lost answer, it is the same push.
set -eu
source=$1
file=$2
url=${3:-http://127.0.0.1:3000}
key="sha256-$(sha256sum "$file" | cut -d ' ' -f 1)"
gzip -c "$file" | curl --silent --show-error --fail-with-body \
  --header "Authorization: Bearer $FAULTLINE_TOKEN" \
  --header "Idempotency-Key: $key" \
  --header "Content-Type: application/x-ndjson" \
  --header "Content-Encoding: gzip" \
  --data-binary @- \
  "$url/api/v1/inventories?source=$source"
