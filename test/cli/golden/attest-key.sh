# A key that is named and cannot be used is an error, never an attestation without a signature.
h4 keygen -o key.pem > keys
refused() {
  "$@" > attestation.json
  echo "exit $?"
  cat attestation.json
}
chmod 640 key.pem
refused h4 attest --key key.pem
chmod 604 key.pem
HARMONY4_ATTEST_KEY=key.pem refused h4 attest
chmod 600 key.pem
ln -s key.pem link.pem
HARMONY4_ATTEST_KEY=' link.pem ' h4 attest | grep '"signed"'
HARMONY4_ATTEST_KEY=' ' h4 attest | grep '"signed"'
HARMONY4_ATTEST_KEY=nowhere.pem refused h4 attest
mkdir folder
HARMONY4_ATTEST_KEY=folder refused h4 attest
mkfifo pipe
refused h4 attest --key pipe
cp key.pem.pub public.pem && chmod 600 public.pem
refused h4 attest --key public.pem
(umask 077 && openssl genpkey -quiet -algorithm X25519 -out x25519.pem)
refused h4 attest --key x25519.pem
(umask 077 && openssl pkey -in key.pem -aes256 -passout pass:secret -out encrypted.pem)
refused h4 attest --key encrypted.pem
