# One line a frame.
printf '\050\265\057\375\040\005\051\000\000hello' > sized.zst
printf '\050\265\057\375\004\100\051\000\000hello\105\127\265\152' > unsized.zst
printf '\120\052\115\030\003\000\000\000abc' > skippable
cat sized.zst skippable unsized.zst > several.zst
h4 list -v several.zst
h4 -lv sized.zst
