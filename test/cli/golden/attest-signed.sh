# S20, S21, S41: signed with the key of the option or of the environment; the verdict says what is proved.
h4 keygen -q -o key.pem > keys
nonce=$(openssl rand -hex 16)
fingerprint=$(sha256sum "$ENGINE" | cut -c 1-64)
words() { sed -E "s/[0-9a-f]{64}/<64 digits>/; s/20[0-9T:-]*Z/<now>/; s/[0-9]+ s ago/<n> s ago/"; }
HARMONY4_ENGINE_FP=$fingerprint h4 attest --key key.pem --nonce "$nonce" > signed.json
h4 attest verify signed.json --key key.pem.pub --nonce "$nonce" --fingerprint "$fingerprint" --max-age 120 | words
HARMONY4_ATTEST_KEY=key.pem h4 attest --json > signed.json
h4 keygen -q -o other.pem > keys
h4 attest verify - --key other.pem.pub --key key.pem.pub < signed.json | words
h4 attest verify signed.json | words
