# -M is the most a window may take, as zstd(1) reads it; --long raises it; zstd made the frames.
seq 1 2000 > numbers
zstd -q --long=24 < numbers > wide.zst
h4 -dc -M16MiB wide.zst | cmp - numbers && echo "16MiB is enough"
h4 -dc -M 16777216 wide.zst | cmp - numbers && echo "so is 16777216"
h4 -dc -M8MB wide.zst
echo "exit $?"
h4 -dc --long=23 wide.zst
echo "exit $?"
zstd -q --long=28 < numbers > wider.zst
h4 -dc wider.zst
echo "exit $?"
h4 -dc --long=28 wider.zst | cmp - numbers && echo "--long=28 is enough"
h4 -dc --memory=1GiB wider.zst | cmp - numbers && echo "so is 1GiB"
