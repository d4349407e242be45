# Mode and time of a file go with it, both ways, as with zstd(1).
umask 022
echo 1 > file
chmod 640 file
touch -d '2001-02-03 04:05:06 UTC' file
h4 -q file
TZ=UTC stat -c '%a %y %n' file.zst
rm file
h4 -q -d file.zst
TZ=UTC stat -c '%a %y %n' file
echo 2 | h4 -q -o piped.zst
stat -c '%a %n' piped.zst
