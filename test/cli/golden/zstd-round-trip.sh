# Both ways with zstd over levels and sizes around the limits of blocks and headers.
for size in 0 255 256 65792 131073 400000; do
  yes "line of text, not too short, not too long, $size" | head -c $size > plain
  for level in 1 9; do
    h4 -c -$level plain | zstd -q -d -c | cmp - plain || echo "$size -$level: ours differs"
    zstd -q -c -$level plain | h4 -dc | cmp - plain || echo "$size -$level: theirs differs"
  done
done
echo done
