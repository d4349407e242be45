# --rm where there is no output file, or with -k, is a mistake and removes nothing.
echo 1 > file
h4 --rm -c file
echo "exit $?"
h4 --rm file -o -
echo "exit $?"
h4 --rm - < file
echo "exit $?"
h4 --rm -k file
echo "exit $?"
ls
