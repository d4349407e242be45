# A file that has the name of a command is reached by a path; one that has not is compressed, as zstd(1) would.
echo 1 > data
echo 2 > list
h4 -q data ./list
ls
h4 -q -o out -- list && h4 -dc out
