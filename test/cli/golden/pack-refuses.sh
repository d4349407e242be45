# What goes into a container is read strictly; nothing is left of one that is refused.
echo content > file
refused() { h4 pack file "$@"; echo "exit $?"; }
echo '{"a":1,"a":2}' > twice.json
echo '[1]' > list.json
echo '{"compression":{}}' > seal.json
echo '{"n":12345678901234567890}' > big.json
printf '\357\273\277{}' > mark.json
printf '{"a":"\377"}' > binary.json
for file in twice list seal big mark binary missing; do refused --meta $file.json; done
refused --safe list.json
echo '[[5,0],[4,1]]' > backwards.json
echo '[[0,1.5]]' > half.json
echo '[[18446744073709551616,0]]' > large.json
echo '[[-1,0]]' > negative.json
echo '[[0]]' > single.json
echo '[{"pts":0,"offset":0,"more":0}]' > more.json
echo '{}' > object.json
echo '[[0,9]]' > beyond.json
for file in backwards half large negative single more object beyond; do refused --seek $file.json; done
h4 pack -q -o out --seek beyond.json < file; echo "exit $?"
refused --sign nokey.pem
refused --block-size 1K
refused --block-size 129MiB
refused --meta - --safe -
refused -20
refused --meta
echo taken > file.h4mk; refused
ls
