# The checksum is on unless --no-check; damage to the content is found by it.
printf 'harmony' > file
h4 -q file -o with.zst
h4 -q --no-check file -o without.zst
h4 list --json with.zst without.zst | sed 's/.*"check"/"check"/'
wc -c < with.zst
wc -c < without.zst
