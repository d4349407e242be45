#!/bin/sh
# The health check of the deployment guide: S65 of PROMISES.md. Needs curl and jq, or node.
#
#   healthcheck.sh [--sealed | --ready | --as-configured] [URL]
#
#   --sealed          the default: /compress/info says `"sealed": true`
#   --ready           /readyz answers 200: for a deployment that pins nothing, and says nothing of a seal
#   --as-configured   --sealed where HARMONY4_CORE_PATH, _ENGINE_ID or _ENGINE_FP is set in this environment, else --ready
#
# Where HARMONY4_TOKEN_FILE is set, as it is for a service that needs a token, the token in it is shown to the service.
# URL is http://127.0.0.1:$HARMONY4_PORT unless given. Ends with 0, with 1 for everything that is not so (a server that
# is down, takes longer than 5 s, or answers 500, no JSON or other JSON), and with 2 for a wrong command line.
set -u

SECONDS_MAX=5
BYTES_MAX=65536

usage() {
  echo "usage: healthcheck.sh [--sealed | --ready | --as-configured] [URL]" >&2
  exit 2
}

mode=sealed
url=
for argument in "$@"; do
  case $argument in
    --sealed) mode=sealed ;;
    --ready) mode=ready ;;
    --as-configured)
      mode=ready
      pins=$(printf %s "${HARMONY4_CORE_PATH-}${HARMONY4_ENGINE_ID-}${HARMONY4_ENGINE_FP-}" | tr -d '[:space:]')
      [ -z "$pins" ] || mode=sealed
      ;;
    http://* | https://*)
      [ -z "$url" ] || usage
      url=${argument%/}
      ;;
    *) usage ;;
  esac
done
port=$(printf %s "${HARMONY4_PORT-}" | tr -d '[:space:]')
: "${url:=http://127.0.0.1:${port:-8000}}"

token=
token_file=$(printf %s "${HARMONY4_TOKEN_FILE-}" | tr -d '\n')
# (A last line without a newline is read as well: what `read` ends with says only that.)
if [ -n "$token_file" ] && [ -r "$token_file" ]; then
  read -r token <"$token_file" || :
fi

# The token as curl reads it from its standard input: the list of processes must not show it.
authorization() {
  [ -z "$token" ] || printf 'header = "Authorization: Bearer %s"\n' "$token"
}

# The body of an answer of 200, and after it, on a line of its own, what curl ended with. No redirect and no proxy, and
# a body that does not end is cut off, together with that line.
answer_of() {
  {
    authorization | curl --config - --silent --fail --noproxy '*' --proto '=http,https' --max-time "$SECONDS_MAX" \
      --write-out '\n%{http_code}' -- "$1"
    printf ' %s' "$?"
  } | head -c "$BYTES_MAX"
}

ask_with_curl() {
  case $mode in
    sealed) answer=$(answer_of "$url/compress/info") ;;
    ready) answer=$(answer_of "$url/readyz") ;;
  esac
  case $answer in
    *"
200 0") ;;
    *) return 1 ;;
  esac
  [ "$mode" = ready ] || printf %s "${answer%
*}" | jq --exit-status --slurp 'length == 1 and (.[0] | type == "object" and .sealed == true)' >/dev/null 2>&1
}

ask_with_node() {
  TOKEN=$token node --input-type=module --eval '
    const [, mode, url, seconds, limit] = process.argv;
    setTimeout(() => process.exit(1), seconds * 1000); // whatever the server does
    const { TOKEN } = process.env;
    const headers = TOKEN ? { authorization: "Bearer " + TOKEN } : {};
    const answer = await fetch(url + (mode === "sealed" ? "/compress/info" : "/readyz"), { redirect: "error", headers });
    if (answer.status !== 200) process.exit(1);
    const pieces = [];
    let length = 0;
    for await (const piece of answer.body ?? []) {
      length += piece.length;
      if (length > limit) process.exit(1);
      pieces.push(piece);
    }
    process.exit(mode === "ready" || JSON.parse(Buffer.concat(pieces).toString())?.sealed === true ? 0 : 1);
  ' "$mode" "$url" "$SECONDS_MAX" "$BYTES_MAX" 2>/dev/null
}

if command -v curl >/dev/null 2>&1 && command -v jq >/dev/null 2>&1; then
  ask_with_curl
elif command -v node >/dev/null 2>&1; then
  ask_with_node
else
  echo "healthcheck.sh needs curl and jq, or node" >&2
  false
fi
healthy=$?

case $mode,$healthy in
  sealed,0) echo "✅ Sealing OK" ;;
  sealed,*) echo "❌ Sealing FAILED" ;;
  ready,0) echo "✅ Ready; sealing was not asked for" ;;
  ready,*) echo "❌ Not ready" ;;
esac
[ "$healthy" -eq 0 ] || exit 1
