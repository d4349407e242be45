# -B cuts a long file into samples; without it a file is one, as far as a sample goes.
i=0
while [ $i -lt 5000 ]; do
  echo "2026-11-26T10:00:00Z host$((i * 13 % 7)) service[$((i * 7919 % 30000))]: request $((i * 104729 % 65536)) took $((i * 31 % 977)) ms"
  i=$((i + 1))
done > access.log
h4 train -B1KiB --maxdict=4KiB access.log -o cut.dict
for n in 1 2 3 4 5 6 7; do cp access.log $n.log; done
h4 train --maxdict=4KiB ?.log -o whole.dict
ls *.dict
