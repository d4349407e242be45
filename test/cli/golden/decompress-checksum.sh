# A frame whose content is not what its checksum says: "hello" with one letter changed.
printf 'hello' | zstd -q > frame
{ head -c 9 frame; printf 'j'; tail -c +11 frame; } > jello.zst
h4 -d jello.zst
code=$?
ls -A
exit $code
