# A pair that openssl reads; the private half is its owner's alone, whatever the umask.
umask 000
h4 keygen -o key.pem | sed -E 's/[0-9a-f]{64}/<keyid>/'
stat -c '%a %n' key.pem
openssl pkey -in key.pem -pubout | cmp - key.pem.pub && echo "openssl derives the same public key"
test "$(h4 keygen --json -o other.pem | sed -E 's/.*"key_id":"([0-9a-f]{64})".*/\1/')" = \
  "$(openssl pkey -pubin -in other.pem.pub -outform DER | sha256sum | cut -c 1-64)" && echo "key_id is its SHA-256"
cmp -s key.pem other.pem || echo "no two are alike"
ls
