# An output that exists is never replaced without -f.
echo new > file
echo old > file.zst
h4 file
echo "exit $?"
cat file.zst
h4 -f file
h4 -dc file.zst
