# S47, S71: the audit, a line an item; it ends with 1 if any fails.
words() { sed -E 's/[0-9a-f]{64}/<64 digits>/g; s/is [0-9]+, not [0-9]+/is <n>, not <n>/; s/"(got|limit|size)":[0-9]+/"\1":<n>/g; s/=[^ ]*h4-check-no-core.so/=<no core>/'; }
checked() { h4 check "$@" > said; code=$?; words < said; echo "exit $code"; }
h4 keygen -q -o key.pem > keys
seq 1 2000 > numbers
HARMONY4_ENGINE_FP=$(sha256sum "$ENGINE" | cut -c 1-64) h4 pack -q numbers --sign key.pem -o sealed.h4mk
checked sealed.h4mk --key key.pem.pub
h4 pack -q numbers
checked numbers.h4mk --engine-id other
checked --json numbers.h4mk
cp sealed.h4mk bad.h4mk; printf '\377' | dd of=bad.h4mk bs=1 seek=50 conv=notrunc 2> dd
checked bad.h4mk --key key.pem.pub
checked nowhere
