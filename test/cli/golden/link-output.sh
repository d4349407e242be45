# -f replaces a link by the new file; what it led to stays.
echo precious > elsewhere
ln -s elsewhere out.zst
echo 1 > out
h4 -q out
echo "exit $?"
h4 -q -f out
cat elsewhere
test -L out.zst || echo "the link was replaced"
