# One object a line: what was done, and what failed.
printf '' > empty
h4 --json empty nowhere
echo "exit $?"
h4 -d --json -f empty.zst
h4 --json -c empty
echo "exit $?"
h4 --json --nonsense
echo "exit $?"
