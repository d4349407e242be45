# Without a known suffix there is no name to write to: the message says what to do.
echo hello | zstd -q > packed.bin
h4 -d packed.bin
code=$?
h4 -q -d packed.bin -o plain
cat plain
h4 -dc packed.bin
exit $code
