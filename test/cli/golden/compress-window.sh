# --long widens the window, to 27 where no number is given; beyond 27 it is refused.
seq 1 2000 > numbers
h4 -c --long=24 < numbers | zstd -q -d -c | cmp - numbers && echo identical
h4 -q --long < numbers > long.zst
h4 list --json long.zst | sed 's/.*\("window":[0-9]*\).*/\1/'
h4 --long=28 -c numbers
echo "exit $?"
h4 --long=9 -c numbers
echo "exit $?"
