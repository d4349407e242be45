# The same frames as a plain .zst with a seek table: what zstd makes of it is the content.
seq 1 20000 > numbers
h4 pack -q --block-size 16K numbers
h4 unpack numbers.h4mk --zst
zstd -q -d -c numbers.zst | cmp - numbers && echo identical
h4 list --json numbers.zst | sed -E 's/"compressed":[0-9]+/"compressed":<n>/'
h4 unpack -c --zst numbers.h4mk | cmp - numbers.zst && echo "the same on stdout"
