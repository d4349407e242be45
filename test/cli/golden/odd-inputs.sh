# Directories never, devices and named pipes only with -f, missing files never.
mkdir folder
mkfifo pipe
h4 -q folder pipe /dev/null nowhere
echo "exit $?"
h4 -qf folder
echo "exit $?"
(echo through the pipe > pipe &)
h4 -f -c pipe | h4 -dc
ls
