# Nothing is something: a frame without content, both ways. No frame at all is not.
: > nothing
h4 -q nothing
zstd -q -t nothing.zst && echo "zstd accepts it"
h4 -q -d nothing.zst -o back
wc -c < back
h4 < /dev/null | h4 -d | wc -c
h4 -d < /dev/null
echo "exit $?"
