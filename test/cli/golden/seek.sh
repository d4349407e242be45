# The entry at or before a time, to the last of 64 bits, and the block with its byte.
seq 1 20000 > numbers
echo '[[1000000,0],[2000000,50000],[9007199254740993,60000],[18446744073709551615,108894]]' > seek.json
h4 pack -q --block-size 16K --seek seek.json numbers
for pts in 1000000 1999999 2000000; do h4 seek numbers.h4mk $pts; done
h4 seek --json numbers.h4mk 9007199254740993
h4 seek --json numbers.h4mk 9007199254740992
h4 seek --json numbers.h4mk 18446744073709551615
h4 seek numbers.h4mk 999999; echo "exit $?"
for pts in -1 x 1.5 18446744073709551616; do h4 seek numbers.h4mk -- $pts; echo "exit $?"; done
