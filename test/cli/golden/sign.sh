# T15: a signature stands behind a container, in it or beside it; another key's does not.
words() { sed -E 's/[0-9a-f]{64}/<64 digits>/g'; }
h4 keygen -q -o key.pem > keys; h4 keygen -q -o other.pem > keys
seq 1 2000 > numbers
h4 pack -q numbers --sign key.pem -o signed.h4mk
h4 pack -q numbers
h4 sign numbers.h4mk --key key.pem -o later.h4mk
cmp signed.h4mk later.h4mk && echo "the same signed when packed or later"
h4 sign numbers.h4mk --key key.pem --detached
h4 sign numbers.h4mk --key key.pem --detached -o - | cmp - numbers.h4mk.sig && echo "the same on stdout"
judged() { h4 verify "$@" > said; code=$?; words < said; echo "exit $code"; }
judged signed.h4mk --key other.pem.pub --key key.pem.pub
judged signed.h4mk --key other.pem.pub
judged numbers.h4mk --key key.pem.pub
judged numbers.h4mk --key key.pem.pub --signature numbers.h4mk.sig
judged numbers.h4mk --key key.pem.pub --signature numbers
h4 sign numbers.h4mk --key key.pem --detached -f -o ./numbers.h4mk; echo "exit $?"
h4 unpack signed.h4mk --key key.pem.pub -c | cmp - numbers && echo unpacked
h4 unpack signed.h4mk --key other.pem.pub -o no; echo "exit $?"
h4 sign numbers.h4mk --key key.pem; echo "exit $?"
chmod 640 numbers.h4mk
h4 sign -f numbers.h4mk --key key.pem
cmp signed.h4mk numbers.h4mk && stat -c %a numbers.h4mk
h4 sign --json -f numbers.h4mk --key other.pem | sed -E 's/[0-9a-f]{64}/<64 digits>/g; s/"written":[0-9]+/"written":<n>/'
printf '\377' | dd of=signed.h4mk bs=1 seek=50 conv=notrunc 2> dd
h4 sign signed.h4mk --key key.pem -o no; echo "exit $?"
h4 sign numbers.h4mk; h4 sign numbers.h4mk --key key.pem.pub -o no; h4 sign numbers --key key.pem -o no
chmod 644 key.pem; h4 sign numbers.h4mk --key key.pem -o no; echo "exit $?"
ls
