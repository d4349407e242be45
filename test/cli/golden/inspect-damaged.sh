# The chunks as far as they lead, what is wrong, and nothing of a META that was not verified. T25: no name speaks to the terminal.
printf '{"x":"\302\233 31m"}' > meta.json
echo content | h4 pack -q --meta meta.json -o good.h4mk
h4 inspect good.h4mk | grep '"x"'
words() { sed -E 's/^ *[0-9]+( +[0-9]+ +)[0-9]+/<n>\1<n>/; s/(is|not|byte) [0-9]+/\1 <n>/g'; }
size=$(wc -c < good.h4mk)
cp good.h4mk bad.h4mk; printf '\377' | dd of=bad.h4mk bs=1 seek=30 conv=notrunc 2> dd
h4 inspect bad.h4mk > said; echo "exit $?"; words < said
head -c $((size - 60)) good.h4mk > cut.h4mk
h4 inspect cut.h4mk | words
printf 'H4MK\001\000\000\000' > other.h4mk; h4 inspect other.h4mk; echo "exit $?"
: > empty; h4 inspect --json empty; echo "exit $?"
