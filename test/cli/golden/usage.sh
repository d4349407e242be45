# A wrong command line ends with 2, says why on one line, and does nothing.
for line in 'nosuchcommand' 'compres file' '--nonsense' 'compress --nonsense' '-x' 'info extra' 'list' '-o' '-D' \
  'compress -c -o out file' 'decompress --no-check file' 'fingerprint -' 'compress --threads=x file' '-r folder'; do
  h4 $line
  echo "exit $?"
done
