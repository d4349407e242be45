# FILE.zst → FILE, FILE.tzst → FILE.tar; zstd wrote them.
seq 1 20000 > numbers
zstd -q numbers -o a.zst
zstd -q numbers -o b.tzst
h4 decompress a.zst b.tzst
ls
cmp a numbers && cmp b.tar numbers && echo identical
