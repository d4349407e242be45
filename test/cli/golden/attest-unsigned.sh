# S20: the guide's fields. Without a key it is said, on stderr and in the verdict, that anyone could have written it.
h4 attest > claim.json
sed -E 's/"(fingerprint|attestation_hash)": "[0-9a-f]{64}"/"\1": <64 digits>/; s/[0-9]{10}/<now>/' claim.json
h4 attest verify claim.json | sed -E 's/[0-9a-f]{64}/<64 digits>/; s/20[0-9T:-]*Z/<now>/'
h4 attest -q --json | h4 attest verify - --json | sed -E 's/[0-9a-f]{64}/<64 digits>/; s/[0-9]{10}/<now>/'
