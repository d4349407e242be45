# A table like that of zstd -l, and the window beside it: single segment, unknown size, skippable, several frames.
printf '\050\265\057\375\040\005\051\000\000hello' > sized.zst
printf '\050\265\057\375\004\100\051\000\000hello\105\127\265\152' > unsized.zst
printf '\120\052\115\030\003\000\000\000abc' > skippable
cat sized.zst skippable unsized.zst sized.zst > several.zst
h4 list sized.zst
h4 list sized.zst unsized.zst several.zst
h4 -l several.zst
