# A file of known size gives the bytes of the library's one-shot call, however it is read.
seq 1 100000 > numbers
h4 -c numbers > file
cp numbers copy && h4 -q copy && cmp copy.zst file && echo "the same bytes"
h4 < numbers > piped1
cat numbers | h4 > piped2
(head -c 1; sleep 0.1; cat) < numbers | h4 > piped3
cmp piped1 piped2 && cmp piped1 piped3 && echo "a pipe gives the same bytes however it is cut"
