# S43: a container of what a file holds; letters as of compress; META has the caller's keys, then the seal of the engine.
words() {
  sed -E 's/[0-9a-f]{64}/<64 digits>/g; s/: [0-9]+ bytes, (.*) ratio [0-9.]+/: <n> bytes, \1 ratio <r>/
    s/^ *[0-9]+( +[0-9]+ +)[0-9]+/<n>\1<n>/; s/("offset"|"bytes"|"size"):[0-9]+,/\1:<n>,/g'
}
seq 1 20000 > numbers
echo '{"title":"numbers","n":12345678901}' > meta.json
echo '{"for":"all"}' > safe.json
echo '[[0,0],{"pts":2000000,"offset":50000},[18446744073709551615,108894]]' > seek.json
h4 pack -9 numbers --block-size 64K --meta meta.json --safe safe.json --seek seek.json
h4 pack -q -c --level=9 --block-size=65536 --meta meta.json --safe safe.json --seek seek.json < numbers | cmp - numbers.h4mk && echo "the same through a pipe"
h4 inspect numbers.h4mk | words
h4 inspect -v numbers.h4mk | words | grep -e CORE -e µs
h4 inspect --json numbers.h4mk | words
h4 unpack numbers.h4mk -o copy
cmp numbers copy && echo identical
h4 unpack numbers.h4mk
h4 unpack -q -f numbers.h4mk && cmp numbers copy && echo replaced
