/** The key of RFC 8410 §10.3, which is nobody's: with it, a nonce and a time, an attestation is the same everywhere. */
export const KEY = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
`;
