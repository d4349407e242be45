# The input itself, directories, devices, missing folders; /dev/null is always good.
echo 1 > file
ln file second-name
ln -s file link
mkdir folder file.zst
h4 -f file -o file
echo "exit $?"
h4 -f second-name -o file
echo "exit $?"
h4 -f file -o link
echo "exit $?"
h4 -f file -o folder
echo "exit $?"
h4 -f file
echo "exit $?"
h4 -q file -o missing/file.zst
echo "exit $?"
h4 -q file -o /dev/full
echo "exit $?"
h4 -q -f file -o /dev/full
echo "exit $?"
h4 -q -c file > /dev/full
echo "exit $?"
h4 -c file | cat > sound
h4 list sound > /dev/full
echo "exit $?"
h4 test --json sound > /dev/full
echo "exit $?"
h4 --help > /dev/full
echo "exit $?"
rm sound
h4 -q file -o /dev/null
echo "exit $?"
ls -A
