# T33: of a damaged container nothing appears, on stdout neither; -c of a good one, names, and what is no container.
seq 1 20000 > numbers
h4 pack -q --block-size 4K numbers -o good.h4mk
size=$(wc -c < good.h4mk)
flip() { cp good.h4mk bad.h4mk; printf '\377' | dd of=bad.h4mk bs=1 seek="$1" conv=notrunc 2> dd; }
for at in 0 100 $((size / 2)) $((size - 150)) $((size - 1)); do
  flip "$at"
  h4 unpack -qq bad.h4mk; echo "exit $?"
  h4 unpack -qq bad.h4mk -c | wc -c
done
head -c $((size - 1)) good.h4mk > bad.h4mk
h4 unpack bad.h4mk; echo "exit $?"
h4 unpack -c good.h4mk | cmp - numbers && echo identical
h4 unpack numbers; echo "exit $?"
cp good.h4mk odd; h4 unpack odd; echo "exit $?"
h4 unpack - < good.h4mk; echo "exit $?"
h4 unpack -M 2K good.h4mk -o out; echo "exit $?"
h4 unpack nowhere.h4mk; h4 unpack .
h4 unpack http://; echo "exit $?"
ls
