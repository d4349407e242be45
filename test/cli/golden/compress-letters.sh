# Without a command h4 compresses, and letters join as in zstd(1).
seq 1 20000 > numbers
h4 -9kfq numbers && mv numbers.zst nine
h4 compress --level=9 -q numbers && cmp numbers.zst nine && echo "-9kf is --level=9 -k -f"
h4 -c -1 numbers > one && h4 numbers -c1 | cmp - one && echo "-c1 is -c -1"
h4 -q -oelse numbers && ls else
h4 -z -q -f -4 -2 numbers -o else && h4 -c2 numbers | cmp - else && echo "the last level counts"
