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
# The kernel's files say that they are empty, and are not.
h4 -c /proc/version | h4 -dc | cmp - /proc/version && echo identical
