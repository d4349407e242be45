# A source goes only with --rm, and only after its output is complete.
echo 1 > kept
echo 2 > removed
h4 -q kept
h4 -q --rm removed
ls
printf 'not zstandard' > bad.zst
h4 -q -d --rm bad.zst removed.zst
echo "exit $?"
ls
ln -s kept link
h4 -q --rm link
echo "exit $?"
h4 -q --rm -f link
ls
mkfifo pipe
(echo through the pipe > pipe &)
h4 -q --rm -f pipe -o out.zst
echo "exit $?"
ls
