# tar(1) appends -d to the very program it compresses with, levels, threads and all.
mkdir folder
seq 1 3000 > folder/numbers
echo hello > folder/greeting
tar -I 'h4 -9 -T1' -cf folder.tzst folder
mv folder original
tar -I 'h4 -9 -T1' -xf folder.tzst
diff -r original folder && echo identical
