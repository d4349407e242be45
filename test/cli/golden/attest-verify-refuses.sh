# T13, T14: each reason has its code, and ends with 1. What is missing or malformed on the command line ends with 2.
h4 keygen -o key.pem > keys && h4 keygen -o other.pem > keys
nonce=00112233445566778899aabbccddeeff
h4 attest --key key.pem --nonce $nonce --json > signed.json
h4 attest -q > unsigned.json
refused() {
  h4 attest verify "$@" && echo "NOT REFUSED: $*"
  echo "exit $?"
}
refused signed.json --key other.pem.pub
refused signed.json --key key.pem.pub --nonce ffffffffffffffff
refused unsigned.json --key key.pem.pub
refused signed.json --key key.pem.pub --fingerprint 0000000000000000000000000000000000000000000000000000000000000000
sed 's/"sealed":false/"sealed":true/' signed.json | refused - --key key.pem.pub
sed 's/"sig":"./"sig":"/' signed.json | refused - --key key.pem.pub
head -c 500 signed.json | refused -
head -c 100000 /dev/zero | refused -
sed -E 's/"attestation_hash": "./"attestation_hash": "/' unsigned.json | refused -
old=1703349600
hash=$(printf '%s|%s|%s' "$(jq -r .engine_id unsigned.json)" "$(jq -r .fingerprint unsigned.json)" $old | sha256sum)
jq --arg hash "${hash%% *}" --argjson old $old '.timestamp_unix = $old | .attestation_hash = $hash' unsigned.json | refused -
refused nowhere.json
refused signed.json --key nowhere.pem
refused signed.json --key key.pem
refused signed.json --nonce 0
refused signed.json --max-age soon
refused signed.json --fingerprint a7c4b1d9...
refused
refused --key key.pem.pub --json signed.json --nonce ffffffffffffffff
