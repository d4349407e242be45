# S44, S47: separate verdicts, each with what it proves; 1 for damage, 4 for another engine than was pinned.
words() { sed -E 's/[0-9a-f]{64}/<64 digits>/g; s/is [0-9]+, not [0-9]+/is <n>, not <n>/; s/"(got|limit|size)":[0-9]+/"\1":<n>/g'; }
id=$(h4 info | sed -n 's/^engine_id *//p')
fingerprint=$(sha256sum "$ENGINE" | cut -c 1-64)
seq 1 2000 > numbers
HARMONY4_ENGINE_FP=$fingerprint h4 pack -q numbers
judged() { h4 verify "$@" > said; code=$?; words < said; echo "exit $code"; }
judged numbers.h4mk
judged numbers.h4mk --engine-id "$id" --fingerprint "$fingerprint" --sealed
root=$(h4 verify --json numbers.h4mk | sed 's/.*"root":"\([0-9a-f]*\)".*/\1/')
judged numbers.h4mk --root "$root" --engine-id "$id"
judged numbers.h4mk --root "$fingerprint"
judged numbers.h4mk --engine-id other --fingerprint "$root"
h4 pack -q -f numbers
judged numbers.h4mk --sealed
judged numbers.h4mk --engine-id other --json
cp numbers.h4mk bad.h4mk; printf '\377' | dd of=bad.h4mk bs=1 seek=50 conv=notrunc 2> dd
judged bad.h4mk --engine-id "$id" --root "$root"
judged --json bad.h4mk
judged numbers.h4mk bad.h4mk nowhere
judged numbers
