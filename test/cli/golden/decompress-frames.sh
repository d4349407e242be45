# Concatenated and skippable frames are one content.
printf '\120\052\115\030\003\000\000\000abc' > skippable
echo one | zstd -q > 1.zst
echo two | h4 > 2.zst
cat skippable 1.zst skippable 2.zst > all.zst
h4 -dc all.zst
zstd -q -dc all.zst
