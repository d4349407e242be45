# Raw and trained dictionaries, both ways with zstd; a missing or wrong one is named.
mkdir samples
for i in $(seq 1 300); do
  echo "{\"id\": $i, \"name\": \"user-$i\", \"roles\": [\"reader\", \"writer\"], \"active\": true, \"n\": $((i * 7919 % 1000))}" > samples/$i
done
zstd -q --train samples/* -o trained --maxdict=4096 --dictID=4711
cat samples/* | head -c 2000 > raw
for dictionary in trained raw; do
  h4 -q -D $dictionary samples/7 -o ours.zst
  zstd -q -t ours.zst -D $dictionary && echo "$dictionary: zstd accepts it"
  zstd -q -D $dictionary samples/7 -o theirs.zst
  h4 -dc -D $dictionary theirs.zst | cmp - samples/7 && echo "$dictionary: identical"
  h4 -dc -D $dictionary ours.zst | cmp - samples/7 && echo "$dictionary: identical"
  rm ours.zst theirs.zst
done
h4 -c -D trained samples/9 > needs.zst
h4 list --json -v needs.zst | grep -o '"dictionaryId":[0-9]*'
h4 -t needs.zst
echo "exit $?"
h4 -t -D nowhere needs.zst
echo "exit $?"
h4 -t -D samples needs.zst
echo "exit $?"
