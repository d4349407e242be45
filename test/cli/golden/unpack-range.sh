# Plain bytes from a to b, both inclusive, on stdout; with -o in a file of their own.
seq 1 20000 > numbers
h4 pack -q --block-size 4K numbers
range() { h4 unpack numbers.h4mk --range "$1" | cmp - "$2" && echo "$1"; }
head -c 1 numbers > first; range 0-0 first
tail -c +4097 numbers | head -c 8192 > blocks; range 4096-12287 blocks
tail -c +4001 numbers | head -c 200 > across; range 4000-4199 across
tail -c 5 numbers > last; range 108889- last
range 0-108893 numbers
h4 unpack numbers.h4mk --range 4000-4199 -o part && cmp part across && echo part
for wrong in 5-4 -5 5 a-b 108894- 0-108894 9999999999999999-; do h4 unpack numbers.h4mk "--range=$wrong"; echo "exit $?"; done
h4 unpack numbers.h4mk --range 0-1 --json
h4 unpack numbers.h4mk --range 0-1 --zst
ls
