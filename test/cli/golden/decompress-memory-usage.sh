# Limits that are no limits.
for limit in 12X 1.5MiB -1 1023 ''; do
  h4 -dc --memory="$limit" frame.zst
  echo "exit $?"
done
h4 -dc --long=31 frame.zst
echo "exit $?"
h4 -dc -M
echo "exit $?"
