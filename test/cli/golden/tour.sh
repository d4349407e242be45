# What `npm start` shows, with every figure taken out: the seal, the file, three levels there and back, zstd's verdict.
seq 1 20000 > numbers
figures='s/[0-9a-f]{64}/<64 digits>/; s/[0-9.]+ [KM]iB/<size>/; s/ +[0-9.]+ +[0-9.]+ MB.s +[0-9.]+ MB.s/ <ratio and speeds>/'
h4 tour numbers | sed -E "$figures"
h4 tour --json numbers | sed -E 's/[0-9a-f]{64}/<64 digits>/; s/("(written|compress_ms|decompress_ms)"):[0-9.]+/\1:<n>/g'
h4 tour nowhere
echo "exit $?"
h4 tour -
echo "exit $?"
