# What is not Zstandard, is cut short, is no file, or is stdin.
echo 'plain text' > text
printf '\050\265\057\375\040\005\051\000\000hel' > cut.zst
mkdir folder
h4 list text cut.zst folder nowhere
echo "exit $?"
h4 list - < cut.zst
echo "exit $?"
h4 list
echo "exit $?"
