# FILE → FILE.zst beside it; the source stays; zstd reads it.
seq 1 20000 > numbers
h4 compress numbers
ls
zstd -q -t numbers.zst && echo "zstd accepts it"
zstd -q -d -c numbers.zst | cmp - numbers && echo identical
