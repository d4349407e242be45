# What is sound is told on stdout, what is not on stderr; -q says nothing of what is sound.
printf '\050\265\057\375\040\005\051\000\000hello' > sound.zst
printf '\050\265\057\375\040\005\051\000\000hell' > cut.zst
h4 test sound.zst cut.zst
echo "exit $?"
h4 -t < sound.zst
h4 -tq sound.zst
echo "exit $?"
h4 test -qq cut.zst
echo "exit $?"
h4 -tv sound.zst
