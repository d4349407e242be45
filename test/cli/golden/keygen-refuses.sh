# Neither half is ever replaced without -f, and a refusal leaves everything as it was.
echo precious > a.pem
h4 keygen -o a.pem
echo "exit $?"
echo precious > b.pem.pub
h4 keygen -o b.pem
echo "exit $?"
h4 keygen -o nowhere/c.pem
echo "exit $?"
ls
cat a.pem b.pem.pub
h4 keygen -f -o a.pem > /dev/null && stat -c '%a %n' a.pem && ls
h4 keygen
echo "exit $?"
h4 keygen -o -
echo "exit $?"
