# A dictionary from samples, one file each: zstd reads what is compressed with it, and it is never written over.
mkdir samples
i=0
while [ $i -lt 60 ]; do
  echo "{\"id\": $((i * 7919 % 1000)), \"event\": \"order.created\", \"customer\": {\"name\": \"n$((i * 31 % 97))\", \"country\": \"DE\"}}" > samples/$i.json
  i=$((i + 1))
done
h4 train -q --maxdict=1KiB --dictID 4711 -o api.dict samples/*.json
h4 -c -D api.dict samples/7.json > 7.zst
zstd -dc -D api.dict 7.zst
zstd -l -v 7.zst | grep DictID
h4 --train samples/*.json --maxdict=1KiB -o api.dict
echo "exit $?"
h4 --train -f -q --json --dictID=4711 samples/*.json --maxdict=1KiB -o api.dict
h4 --train-fastcover=k=40,steps=2 -qf samples/*.json --maxdict=512 -o api.dict
echo "exit $?"
