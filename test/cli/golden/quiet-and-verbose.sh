# -q: no notes. -qq: no errors either. -v: also about what went to stdout.
echo 1 > file
h4 -q file nowhere
echo "exit $?"
h4 -qqf file nowhere
echo "exit $?"
h4 -v -c file > out.zst
