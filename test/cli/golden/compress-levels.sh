# Levels 1 to 19 exist, as in zstd(1) without --ultra; anything else is no level.
seq 1 5000 > numbers
for level in $(seq 19); do
  h4 -c -$level numbers | zstd -q -d -c | cmp - numbers && echo "$level identical"
done
for level in 20 22 0; do
  h4 -c -$level numbers
  echo "$level exit $?"
done
h4 compress --level=x numbers
echo "exit $?"
