# stdin → stdout, whoever wrote it.
seq 1 20000 > numbers
zstd -q -19 -c numbers | h4 -d | cmp - numbers && echo identical
h4 -c numbers | h4 decompress - | cmp - numbers && echo identical
zstd -q -c numbers | h4 -d -o out && cmp out numbers && echo identical
