# One object a line, errors too, all on stdout.
printf '\050\265\057\375\040\005\051\000\000hello' > sound.zst
printf '\050\265\057\375\040\005\051\000\000hell' > cut.zst
h4 test --json sound.zst cut.zst nowhere.zst
