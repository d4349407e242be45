# One file that fails does not keep the others from being done, but it shows in the exit code.
echo 1 > one
echo 3 > three
h4 -q one two three
code=$?
ls
h4 -dc one.zst three.zst
exit $code
