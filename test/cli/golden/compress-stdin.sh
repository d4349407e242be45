# stdin → stdout, with - and without; nothing but the frame on stdout, nothing on stderr.
seq 1 20000 > numbers
h4 compress - < numbers > dash.zst
h4 < numbers > bare.zst
cmp dash.zst bare.zst && echo "the same"
zstd -q -d -c dash.zst | cmp - numbers && echo identical
h4 - -o named.zst < numbers && cmp named.zst dash.zst && echo "and into a file"
