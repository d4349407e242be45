# The same for programs; sizes that a header does not say are null.
printf '\050\265\057\375\040\005\051\000\000hello' > sized.zst
printf '\050\265\057\375\004\100\051\000\000hello\105\127\265\152' > unsized.zst
h4 list --json sized.zst unsized.zst
h4 list --json -v unsized.zst
