# -c puts frames one after the other, which is one file to every reader.
echo 1 > one
echo 2 > two
h4 -c one two | zstd -q -d -c
