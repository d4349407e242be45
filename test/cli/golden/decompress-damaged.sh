# Damage is found, and no file is left of it: neither the output nor what it was written to first.
seq 1 20000 > numbers
zstd -q numbers -o good.zst
head -c 20000 good.zst > cut.zst
{ head -c 9000 good.zst; printf 'xxxx'; tail -c +9005 good.zst; } > flipped.zst
printf 'not zstandard at all' > text.zst
: > empty.zst
h4 -d cut.zst flipped.zst text.zst empty.zst
code=$?
ls -A
exit $code
