# Levels 1 to 9 exist; 10 to 19 are known to zstd(1) but not available; anything else is no level.
seq 1 5000 > numbers
for level in 1 2 3 4 5 6 7 8 9; do
  h4 -c -$level numbers | zstd -q -d -c | cmp - numbers && echo "$level identical"
done
for level in 10 19 20 0; do
  h4 -c -$level numbers
  echo "$level exit $?"
done
h4 compress --level=x numbers
echo "exit $?"
