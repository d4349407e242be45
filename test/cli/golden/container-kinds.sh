# list and test know a container by its first bytes; decompress and stdin say what takes it apart.
seq 1 20000 > numbers
h4 pack -q -o box --block-size 64K numbers
h4 compress -q numbers
h4 list --json box | sed -E 's/"compressed":[0-9]+/"compressed":<n>/'
h4 list box numbers.zst | sed -E 's/ +[0-9.]+ KiB +(106|213) KiB +[0-9.]+/ <sizes>/'
h4 list -v box | sed -E 's/[0-9a-f]{64}/<64 digits>/; s/^box: [0-9]+/box: <n>/; s/ratio [0-9.]+/ratio <r>/'
h4 test box numbers.zst
h4 -t --json box | sed -E 's/"read":[0-9]+/"read":<n>/'
h4 -tq box; echo "exit $?"
h4 -t -M 2K box; echo "exit $?"
cp box bad; printf '\377' | dd of=bad bs=1 seek=100 conv=notrunc 2> dd
h4 test bad; echo "exit $?"
h4 list -v bad > said; echo "exit $?"
h4 decompress -c box; echo "exit $?"
cp box box.h4mk; h4 -d box.h4mk; echo "exit $?"
h4 -dc < box; h4 -t < box
printf H4 | h4 -dc; echo "exit $?"
# A version 1 container from elsewhere: run-length blocks, no index.
{ printf 'H4MK\000\001\000\000CORE\000\000\000\004'; printf '\000\000\000\000a\003b\002'; } > elsewhere
h4 test elsewhere; echo "exit $?"
