# The frames of a .zst as blocks, as they are: back and forth gives the same file; META claims nothing about their engine.
seq 1 20000 > numbers
h4 pack -q --block-size 16K numbers -o first.h4mk
h4 unpack -q --zst first.h4mk
h4 pack --from-zst first.zst -o second.h4mk
h4 unpack -q --zst second.h4mk && cmp first.zst second.zst && echo "the same frames"
h4 unpack -q -c second.h4mk | cmp - numbers && echo "the same content"
h4 verify second.h4mk --engine-id "$(h4 info | sed -n 's/^engine_id *//p')" | grep engine_id; echo
rm first.h4mk; h4 pack -q --from-zst first.zst && ls
zstd -q -c < numbers > piped.zst
for file in piped.zst numbers -; do h4 pack --from-zst -o no "$file" < first.zst; echo "exit $?"; done
h4 pack -9 --from-zst first.zst; echo "exit $?"
